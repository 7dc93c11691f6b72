import type { SessionEventBody } from '../../contracts/events';
import type { Answer, Choice, Gate, Meaning, SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { ellipsis } from '../../base/text';
import { courtesies, plainWords } from './plainWords';

/** Longer words are more than a choice. */
const longestPlain = 300;
const mostNamed = 6;

/**
 * The one place that decides what words mean at a question: the choice that they plainly choose; undefined for all
 * else. A choice's id or exact label chooses it; else the whole of the words must say just that choice, by its label or
 * `plainWords`. A question mark, a quotation, a but, an if, a second choice or an unknown word among them: then they
 * are words.
 */
export function chosenBy(reply: string, { choices = [], words }: Pick<Gate, 'choices' | 'words'>): Choice | undefined {
  const exact = choices.filter(({ id, label }) => reply === id || reply.trim() === label.trim());
  if (exact.length > 0) return exact.length === 1 ? exact[0] : undefined;
  if (words === 'typed' || reply.length > longestPlain || doubt.test(reply.normalize('NFKC'))) return undefined;
  const said = tokensOf(reply);
  const sounds = choices.map((choice) => soundsOf(choice, choices));
  if (!said.every((token) => knownTokens().has(token) || sounds.some(({ label }) => label.includes(token))))
    return undefined;
  const plain = choices.filter((_, at) => says(reply, said, sounds[at]!));
  return plain.length === 1 ? plain[0] : undefined;
}

/**
 * What an answer to a gate is: a choice, or words for whoever asked.
 * @throws FluxError `unclear_answer` where only a choice helps; then the gate stays open
 */
export function readAnswer(reply: string, gate: Gate): Answer {
  const choice =
    chosenBy(reply, gate) ??
    (gate.input !== undefined && reply.trim() === ''
      ? gate.choices?.find(({ means }) => means === 'nothing')
      : undefined);
  if (choice) return { text: choice.label, choice: choice.id };
  if (gate.words === undefined && gate.choices && gate.choices.length > 0)
    throw new FluxError('unclear_answer', askAgain(gate));
  return { text: reply };
}

/**
 * What an answer does at once, besides being recorded: it ends the run, or says what became of a step that was cut off.
 */
export function answerEvents(
  gate: Gate,
  { text, choice }: Answer,
  { plan }: Pick<SessionSnapshot, 'plan'>,
): SessionEventBody[] {
  const answered: SessionEventBody = {
    kind: 'gate.answered',
    gate: gate.id,
    reply: text,
    ...(choice !== undefined && { choice }),
  };
  if (gate.kind === 'budget' && choice === 'raise') return [answered, { kind: 'budget.raised', ...gate.raise }];
  if (gate.kind === 'budget' && choice === 'finish') return [answered, { kind: 'budget.finished' }];
  const step = plan?.steps.find(({ id, cutOff }) => id === gate.step && cutOff);
  if (gate.sleeps && choice === 'stop') return [answered, { kind: 'run.ending', why: 'Stopped at your request.' }];
  if (step && choice === 'again')
    return [answered, { kind: 'step.recovered', step: step.id, as: 'pending', why: 'You chose to run it again.' }];
  if (step && choice === 'done')
    return [answered, { kind: 'step.recovered', step: step.id, as: 'done', why: 'You said that it is done.' }];
  return [answered];
}

/** The question put again, after words that chose nothing: names what can be chosen. */
export function askAgain({ choices = [], kind }: Pick<Gate, 'choices' | 'kind'>): string {
  const named = choices.slice(0, mostNamed).map(({ label }) => `“${ellipsis(label, 80)}”`);
  const more = choices.length - named.length;
  const last = more > 0 ? `one of ${more} more` : named.pop();
  const list = named.length > 0 ? `${named.join(', ')} or ${last ?? ''}` : (last ?? '');
  return (
    `Your answer is not clear, so nothing has happened yet. Answer with ` +
    `${list}.${kind === 'delta' || kind === 'step' ? ' To tell Flux something else, send feedback.' : ''}`
  );
}

/** Whether words begin like an answer to a yes-or-no question, whatever they go on to say. */
export function beginsLikeAnAnswer(reply: string): boolean {
  const said = tokensOf(reply.slice(0, longestPlain));
  return [...phrases('approve'), ...phrases('skip')].some((phrase) => startsWith(said, phrase, 0));
}

/** Choices that let something happen, in whose words a yes may lead: "yes, for this run". */
const acts: ReadonlySet<Meaning | undefined> = new Set([undefined, 'yes', 'approve', 'run', 'always', 'again', 'done']);

type Phrases = readonly (readonly string[])[];

/**
 * All that says a choice. `own`: by itself; `yes`, `no`: what may lead, as far as it is not another choice's own word.
 */
interface Sounds {
  readonly acts: boolean;
  readonly label: readonly string[];
  readonly own: Phrases;
  readonly yes: Phrases;
  readonly keys: Readonly<Record<'own' | 'yes' | 'no', ReadonlySet<string>>>;
}

const sounding = new WeakMap<readonly Choice[], Map<Choice, Sounds>>();

function soundsOf(choice: Choice, all: readonly Choice[]): Sounds {
  const known = sounding.get(all) ?? new Map<Choice, Sounds>();
  sounding.set(all, known);
  const before = known.get(choice);
  if (before) return before;
  const own = phrasesOf(choice, all);
  const others = keysOf(
    all
      .filter((other) => other !== choice)
      .flatMap((other) => (isYes(other) ? [tokensOf(other.label)] : phrasesOf(other, all))),
  );
  const leading = (means: Meaning): Phrases => phrases(means).filter((phrase) => !others.has(keyOf(phrase)));
  const yes = leading('yes');
  const made = {
    acts: acts.has(choice.means),
    label: tokensOf(choice.label),
    own,
    yes,
    keys: { own: keysOf(own), yes: keysOf(yes), no: keysOf(leading('no')) },
  };
  known.set(choice, made);
  return made;
}

/** Whether the words are nothing but this choice, once or more, with courtesies around. */
function says(reply: string, said: readonly string[], { acts, own, yes, keys }: Sounds): boolean {
  if (acts) return consists(said, own, yes);
  // What denies or ends says so clause by clause: "don't skip it" is not "don't" and "skip it". A yes and a no beside
  // each other say nothing.
  const clauses = clausesOf(reply).map((clause) => [clause, bared(clause), once(bared(clause))].map(keyOf));
  const [agree, deny, name] = [keys.yes, keys.no, keys.own].map((list) =>
    clauses.map((forms) => forms.some((form) => list.has(form))),
  );
  return (
    clauses.every((_, at) => agree![at] || deny![at] || name![at]) &&
    name!.includes(true) &&
    !(agree!.includes(true) && deny!.includes(true))
  );
}

function isYes({ means }: Choice): boolean {
  return means === 'yes' || means === 'approve';
}

/** All that says a choice. A yes for longer than is offered is a yes to what is offered. */
function phrasesOf({ label, means }: Choice, all: readonly Choice[]): Phrases {
  const tokens = tokensOf(label);
  const longer =
    means === 'yes' ? (['run', 'always'] as const).filter((each) => !all.some((other) => other.means === each)) : [];
  return [...(tokens.length > 0 ? [tokens] : []), ...(means ? phrases(means) : []), ...longer.flatMap(phrases)];
}

function keyOf(phrase: readonly string[]): string {
  return phrase.join(' ');
}

function keysOf(list: Phrases): ReadonlySet<string> {
  return new Set(list.map(keyOf));
}

/** "No no no" as "no". */
function once(clause: readonly string[]): readonly string[] {
  return clause.every((token) => token === clause[0]) ? clause.slice(0, 1) : clause;
}

/** Whether tokens can be read, without a rest, as phrases behind some that may lead, with courtesies between. */
function consists(said: readonly string[], of: Phrases, lead: Phrases): boolean {
  // The places that can be reached without a phrase, and with one.
  const bare = new Set([0]);
  const full = new Set<number>();
  for (let at = 0; at < said.length; at++) {
    const reach = (list: Phrases, from: Set<number>, to: Set<number>) => {
      if (from.has(at)) for (const phrase of list) if (startsWith(said, phrase, at)) to.add(at + phrase.length);
    };
    reach(courtesyTokens, bare, bare);
    reach(lead, bare, bare);
    reach(of, bare, full);
    reach(courtesyTokens, full, full);
    reach(of, full, full);
  }
  return full.has(said.length);
}

function startsWith(said: readonly string[], phrase: readonly string[], at: number): boolean {
  return phrase.every((token, index) => said[at + index] === token);
}

/** A clause without the courtesies at its ends. */
function bared(clause: readonly string[]): readonly string[] {
  for (const courtesy of courtesyTokens) {
    if (startsWith(clause, courtesy, 0)) return bared(clause.slice(courtesy.length));
    if (clause.length >= courtesy.length && startsWith(clause, courtesy, clause.length - courtesy.length))
      return bared(clause.slice(0, -courtesy.length));
  }
  return clause;
}

/** What stands between commas, full stops and line breaks; courtesies alone are none. */
function clausesOf(text: string): string[][] {
  return text
    .normalize('NFKC')
    .split(/[,.!。、\n]+/)
    .map(tokensOf)
    .filter((clause) => bared(clause).length > 0);
}

/** Dots of doubt, and what programmers write before what they do not mean. */
const doubt = /[.。]{2,}|[!\-–—](?=[\p{L}\p{N}])(?<![\p{L}\p{N}].)/u;

/**
 * Words as tokens in one case, without the punctuation that changes nothing. Han and kana stand for themselves, each
 * sign a token. What does change something (question marks, quotation marks, brackets) stays, and fits no phrase.
 */
function tokensOf(text: string): string[] {
  const tidy = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F]/gu, '');
  return (
    tidy.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]|\p{Extended_Pictographic}|[\p{L}\p{M}\p{N}'@_]+|[^\s.,!:。、・¡—–-]/gu,
    ) ?? []
  );
}

const known = new Map<Meaning, Phrases>();
const courtesyTokens = courtesies.map(tokensOf);

function phrases(means: Meaning): Phrases {
  let list = known.get(means);
  if (!list) known.set(means, (list = plainWords[means].map(tokensOf)));
  return list;
}

let tokens: ReadonlySet<string> | undefined;

/** Every token of the table: most words hold one that is not among them, and are through. */
function knownTokens(): ReadonlySet<string> {
  return (tokens ??= new Set(
    [...courtesyTokens, ...Object.keys(plainWords).flatMap((means) => phrases(means as Meaning))].flat(),
  ));
}
