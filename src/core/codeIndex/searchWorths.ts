import { codeTerms, isCommon, tellingness } from '../../base/codeTerms';
import type { FoundChunk } from '../../contracts/ports';
import { isTestPath, placeWeight } from '../brief/relevance';
import { termsOf } from '../brief/terms';

/**
 * How much counts that a name says what is searched for, beside the index's score, which is at most 1. These weights
 * were found by `npm run bench -- retrieval`, on repositories that `docs/figures.md` names.
 */
const forName = 2;
/** How much more a piece is worth where its name has the words in the order of the question. */
const forOrder = 0.5;
/** The same for what encloses it, and for its file, whose names have only words of the question. */
const forOwner = 0.5;
const forFile = 0.5;
/** Tests say what is searched for as often as the code does; whoever wants them says so. */
const ofTest = 0.2;
const ofGenerated = 0.02;
/** A declaration of one line passes on what is elsewhere, most often. */
const ofOneLine = 0.7;

/** What pieces are worth to a person who describes what they search for; `found` as the index gave them, best first. */
export function searchWorths(found: readonly FoundChunk[], question: string): number[] {
  const asked = askedFor(question, found);
  const terms = termsOf(question);
  const wantsTests = /\btests?\b/i.test(question);
  const best = found[0]?.score || 1;
  return found.map(({ path, name, owner, from, to, score }) => {
    const parts = partsOf(bareName(name));
    const owners = partsOf(`${owner} ${name.slice(0, -bareName(name).length)}`);
    const said = coverage(parts, asked) * asked.shareOf(parts);
    return (
      (score / best + forName * said) *
      (1 + forOrder * inOrder(parts, asked.sequence) + forOwner * coverage(owners, asked)) *
      (1 + forFile * coverage(partsOf(fileName(path)), asked)) *
      (placeWeight(path, terms) || ofGenerated) *
      (isTestPath(path) && !wantsTests ? ofTest : 1) *
      (from === to ? ofOneLine : 1)
    );
  });
}

/** What a question says, word for word. */
interface Asked {
  readonly sequence: readonly string[];
  readonly words: ReadonlySet<string>;
  /** How much of what the question says some words say; words that few names have count most. */
  shareOf(parts: readonly string[]): number;
}

function askedFor(question: string, found: readonly FoundChunk[]): Asked {
  const sequence = partsOf(question);
  const names = new Map<string, number>();
  for (const { name } of found) for (const part of new Set(partsOf(name))) names.set(part, (names.get(part) ?? 0) + 1);
  const weights = new Map(
    sequence
      .filter((word) => !isCommon(word))
      .map((word) => [word, tellingness(word) * Math.log(1 + found.length / (1 + (names.get(word) ?? 0)))] as const),
  );
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  return {
    sequence,
    words: new Set(sequence),
    shareOf: (parts) => [...new Set(parts)].reduce((sum, part) => sum + (weights.get(part) ?? 0), 0) / all,
  };
}

/** How many of a name's words the question has, from 0 to 1. */
function coverage(parts: readonly string[], { words }: Asked): number {
  return parts.length === 0 ? 0 : parts.filter((part) => words.has(part)).length / parts.length;
}

/** How many of a name's words the question has one after the other, from 0 to 1: `weeksToDays` are no days to weeks. */
function inOrder(parts: readonly string[], sequence: readonly string[]): number {
  let next = 0;
  let held = 0;
  for (const part of parts) {
    const at = sequence.indexOf(part, next);
    if (at < 0) continue;
    held++;
    next = at + 1;
  }
  return parts.length === 0 ? 0 : held / parts.length;
}

/** The words of names or of a text in their order, stemmed; compound names by their words alone. */
function partsOf(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => {
    const terms = codeTerms(word);
    return terms.length > 1 ? terms.slice(1) : terms;
  });
}

/** The last part of `Context.get`, which some outlines give a method as its name. */
function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** What a file is called by: its name, or its folder's where the name says nothing. */
function fileName(path: string): string {
  const parts = path.replace(/(?:\.\w+){1,2}$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return /^(?:index|mod|main|__init__|init|test)$/.test(last) ? (parts.at(-2) ?? last) : last;
}
