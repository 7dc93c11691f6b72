import type { FoundChunk } from '../../contracts/ports';
import { isChangelog, placeWeight } from './relevance';
import type { Terms } from './terms';

/** How much more a piece counts whose file or whose name the goal says outright. */
const forNamedFile = 1.5;
const forNamedSymbol = 1.5;
/** Of the pieces of a long function, the others count so much of the best one. */
const forSibling = 0.6;
/** Where several pieces of it fit well, the others are needed to change it. */
const forStrongSibling = 0.8;
const strong = 0.35;
/** A piece that says in so many words what the goal quotes counts so much of the best one, where few pieces do. */
const forPhrase = 0.9;
const fewSayIt = 4;
/** What is generated is changed elsewhere. */
const ofGenerated = 0.2;

/** A piece of a file as it stands, and what the index says of it. */
export interface FoundText {
  readonly chunk: FoundChunk;
  readonly text: string;
  /** Whether its file says that a program has written it. */
  readonly isGenerated?: boolean;
}

/** What each piece is worth for a goal, in the order given; higher is better, 0 is nothing. */
export function chunkWorths(
  pieces: readonly FoundText[],
  { named, terms }: { readonly named: ReadonlySet<string>; readonly terms: Terms },
): number[] {
  const names = new Set(terms.names.map((name) => name.toLowerCase()));
  const own = pieces.map(({ chunk: { path, name, score }, isGenerated }) => {
    // Of a list of changes its head is shown.
    if (isChangelog(path)) return 0;
    return (
      score *
      (named.has(path) ? forNamedFile : placeWeight(path, terms) * (isGenerated ? ofGenerated : 1)) *
      (name !== '' && names.has(name.toLowerCase()) ? forNamedSymbol : 1)
    );
  });
  const top = Math.max(0, ...own);
  const wholes = pieces.map(({ chunk }) => wholeOf(chunk));
  const ofWhole = new Map<string, { best: number; strongPieces: number }>();
  wholes.forEach((whole, at) => {
    if (whole === undefined) return;
    const worth = own[at] ?? 0;
    const { best, strongPieces } = ofWhole.get(whole) ?? { best: 0, strongPieces: 0 };
    ofWhole.set(whole, {
      best: Math.max(best, worth),
      strongPieces: strongPieces + (worth >= strong * top ? 1 : 0),
    });
  });
  const asSibling = (whole: string | undefined) => {
    const { best = 0, strongPieces = 0 } = (whole === undefined ? undefined : ofWhole.get(whole)) ?? {};
    return best * (strongPieces >= 2 ? forStrongSibling : forSibling);
  };
  const saying = thoseThatSayIt(pieces, terms);
  return pieces.map(({ chunk }, at) =>
    Math.max(
      own[at] ?? 0,
      asSibling(wholes[at]),
      saying.has(at) ? forPhrase * top * placeWeight(chunk.path, terms) : 0,
    ),
  );
}

/** Which pieces hold a phrase of the goal that few hold. */
function thoseThatSayIt(pieces: readonly FoundText[], { phrases }: Terms): ReadonlySet<number> {
  if (phrases.length === 0) return new Set();
  const texts = pieces.map(({ text }) => text.toLowerCase());
  // The words of a name that stands somewhere already tell less than the name.
  const missing = phrases.filter((said) => !texts.some((text) => text.includes(said.replaceAll(' ', ''))));
  const found = missing.map((said) => texts.flatMap((text, at) => (text.includes(said) ? [at] : [])));
  return new Set(found.filter(({ length }) => length <= fewSayIt).flat());
}

/** What a piece is of: pieces of one long function have the same. Undefined for lines that belong to no declaration. */
function wholeOf({ path, owner, name, head }: FoundChunk): string | undefined {
  return name === '' ? undefined : `${path}\n${owner}\n${name}\n${head}`;
}
