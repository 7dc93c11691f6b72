import { ellipsis } from '../../base/text';
import { hasUnseen } from '../../base/visibleText';
import { isHarmlessAssignment } from './assignments';
import { fromSubcommand, readCall, type ProgramCall } from './callWords';
import { prefixOf } from './commandPrefix';
import { isDenied, readPrefix, type Prefix } from './deniedCalls';
import { destructiveForm, isGuarded } from './destructiveForms';
import { innerCommands, type InnerCommands } from './innerCommands';
import { optionDoubt } from './optionDoubt';
import { programName, type ShellWord } from './shellWords';
import { splitCommand, type CommandPart } from './splitCommand';
import { isInside, isNeutral } from './neutralCommands';

/**
 * `denied`: must not run. `destructive`: always asks, whatever was allowed. `ask`: asks where the mode asks. `allowed`:
 * every part is among the allowed ones.
 */
export type CommandVerdict = 'allowed' | 'ask' | 'destructive' | 'denied';

/** What is allowed and denied, as prefixes of whole words: `npm run` covers `npm run build`, not `npm runx`. */
export interface CommandRules {
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
}

/** One program call of a command line, and what is thought of it. */
interface JudgedPart {
  readonly text: string;
  readonly verdict: CommandVerdict;
  /** A sentence. */
  readonly why: string;
}

/** What is thought of a command line. */
export interface CommandJudgement {
  readonly verdict: CommandVerdict;
  /** A sentence for the person: what it would do, or what is not known of it. */
  readonly why: string;
  readonly parts: readonly JudgedPart[];
  /** What “always allow” would remember; only where that would indeed allow this command. */
  readonly prefix?: string;
}

type Words = readonly ShellWord[];

interface Judging {
  readonly allowed: readonly Prefix[];
  readonly denied: readonly Prefix[];
  readonly movedAway: boolean;
  readonly depth: number;
  /** How many more calls are looked at: runners within runners could be read in endlessly many ways. */
  readonly budget: { left: number };
}

const severity: readonly CommandVerdict[] = ['allowed', 'ask', 'destructive', 'denied'];
/** What lies deeper asks; what is denied or destructive is still found this far down. */
const deepest = 6;
const deepestLooked = 16;
const longest = 20_000;
const mostCalls = 1500;
const tooMany = 'It contains too many nested commands to be judged.';

/**
 * Judges a command line for bash, part by part: every program call that it would make, in pipelines, substitutions,
 * functions, `sh -c '…'`, `xargs` and the like. The worst part decides. What cannot be read or followed is never
 * allowed.
 */
export function judgeCommand(command: string, rules: CommandRules): CommandJudgement {
  const judgement = judgeLine(command, rules);
  if (judgement.verdict !== 'ask' || judgement.candidates.length !== 1) return withoutCandidates(judgement);
  const [prefix = ''] = judgement.candidates;
  const again = judgeLine(command, { ...rules, allowed: [...rules.allowed, prefix] });
  return { ...withoutCandidates(judgement), ...(again.verdict === 'allowed' && { prefix }) };
}

type Line = CommandJudgement & { readonly candidates: readonly string[] };

function withoutCandidates({ verdict, why, parts }: Line): CommandJudgement {
  return { verdict, why, parts };
}

function judgeLine(command: string, rules: CommandRules): Line {
  const text = command.trim();
  const denied = rules.denied.flatMap((entry) => readPrefix(entry) ?? []);
  const judging: Judging = {
    allowed: rules.allowed.flatMap((entry) => readPrefix(entry) ?? []),
    denied,
    movedAway: false,
    depth: 0,
    budget: { left: mostCalls },
  };
  const { parts, doubts, candidates } = judgeScript(text, judging);
  const worst = [...parts].sort((a, b) => severity.indexOf(b.verdict) - severity.indexOf(a.verdict))[0];
  const word = deniedText(text, rules.denied, doubts.length > 0 || judging.budget.left < 0 ? denied : []);
  const doubt = doubts[0] ?? (parts.length === 0 ? 'The command is empty.' : undefined);
  if (word !== undefined) return { verdict: 'denied', why: deniedWhy(word), parts, candidates: [] };
  if (
    worst &&
    (worst.verdict !== 'allowed' || doubt === undefined) &&
    !(worst.verdict === 'ask' && doubt !== undefined)
  )
    return {
      verdict: worst.verdict,
      why:
        parts.length > 1 && worst.verdict === 'allowed' ? 'Every part of it is among the allowed commands.' : worst.why,
      parts,
      candidates,
    };
  return { verdict: 'ask', why: doubt ?? 'Nothing is known about it.', parts, candidates: [] };
}

interface JudgedScript {
  readonly parts: JudgedPart[];
  readonly doubts: string[];
  readonly candidates: string[];
}

function judgeScript(text: string, judging: Judging): JudgedScript {
  const parts: JudgedPart[] = [];
  const doubts: string[] = [];
  const candidates = new Set<string>();
  if (hasUnseen(text)) doubts.push('It contains invisible characters.');
  if (text.length > longest || judging.depth > deepestLooked)
    return { parts, doubts: [...doubts, 'It is too long or too deeply nested to be judged.'], candidates: [] };
  if (judging.budget.left-- <= 0)
    return { parts: [{ text: ellipsis(text, 200), verdict: 'destructive', why: tooMany }], doubts, candidates: [] };
  const split = splitCommand(text);
  doubts.push(...split.doubts);
  if (split.forkBomb)
    parts.push({
      text,
      verdict: 'destructive',
      why: 'It starts copies of itself until the computer freezes.',
    });
  let { movedAway } = judging;
  let moved = judging.movedAway;
  for (const part of split.parts) {
    const judged = judgePart(part, { ...judging, movedAway }, moved);
    parts.push(...judged.parts);
    doubts.push(...judged.doubts);
    judged.candidates.forEach((candidate) => candidates.add(candidate));
    if (/^(?:cd|pushd|popd|chdir|set-location)$/.test(programName(part.words[0]?.text ?? ''))) {
      moved = true;
      movedAway ||= !isInside(part.words.slice(1));
    }
  }
  return { parts, doubts, candidates: [...candidates] };
}

/** @param moved whether the line is in another folder than it began in */
function judgePart(part: CommandPart, judging: Judging, moved: boolean): JudgedScript {
  const own: JudgedScript = { parts: [], doubts: [], candidates: [] };
  const say = (verdict: CommandVerdict, why: string) =>
    own.parts.push({ text: ellipsis(part.text, 200), verdict, why });
  for (const file of part.writes) {
    const form = destructiveForm(readCall([], part, judging.movedAway));
    const isUnknown = file.kind === 'expanded';
    const where = isUnknown ? 'a file whose name is known only when it runs' : `the file ${ellipsis(file.text, 80)}`;
    say(form ? 'destructive' : 'ask', form ?? `It writes to ${where}.`);
  }
  for (const variable of part.assignments)
    if (!isHarmlessAssignment(variable)) say('ask', mayChangePrograms(variable.name));
  if (part.words.length === 0) {
    if (own.parts.length === 0) say('allowed', 'It sets variables only.');
    return own;
  }
  return merge(own, judgeWords(part.words, part, judging, moved));
}

function judgeWords(words: Words, part: CommandPart, judging: Judging, moved: boolean): JudgedScript {
  const result: JudgedScript = { parts: [], doubts: [], candidates: [] };
  const text = ellipsis(words === part.words ? part.text : words.map((word) => word.text).join(' '), 200);
  const say: Say = (verdict, why) => result.parts.push({ text, verdict, why });
  const [first] = words;
  if (!first) return result;
  if (judging.budget.left-- <= 0) {
    say('destructive', tooMany);
    return result;
  }
  const call = readCall(words, part, judging.movedAway);
  const denied = judging.denied.find((prefix) => isDenied(words, prefix, part));
  if (denied) say('denied', deniedWhy(denied.shown));
  if (first.kind !== 'plain') {
    say('ask', `The program behind “${ellipsis(first.text, 60)}” is known only when it runs.`);
    return result;
  }
  const form = destructiveForm(call);
  if (form) say('destructive', form);

  const inner = innerCommands(words, part);
  if (inner) {
    const wrapped = judgeInner(inner, part, judging, moved);
    if (inner.unclear) say('ask', inner.unclear);
    for (const variable of inner.assignments ?? [])
      if (!isHarmlessAssignment(variable)) say('ask', mayChangePrograms(variable.name));
    const counted = inner.count === 'guess' ? guessed(wrapped) : wrapped;
    result.parts.push(...counted.parts);
    result.doubts.push(...counted.doubts);
    result.candidates.push(...counted.candidates);
    if (inner.count === 'alone') return result;
  }
  if (isNeutral(words) && !denied) say('allowed', 'It changes nothing.');
  else result.candidates.push(...judgeOwn({ words, call, inner, part }, judging.allowed, moved, say));
  return result;
}

type Say = (verdict: CommandVerdict, why: string) => void;

/** A call and what it starts, as far as that can be told. */
interface OwnCall {
  readonly words: Words;
  readonly call: ProgramCall;
  readonly inner: InnerCommands | undefined;
  readonly part: CommandPart;
}

/** Holds the call itself against what is allowed. @returns what “always allow” could remember */
function judgeOwn(
  { words, call, inner, part }: OwnCall,
  prefixes: readonly Prefix[],
  moved: boolean,
  say: Say,
): string[] {
  const isUnknown = (word: ShellWord, at: number) =>
    word.kind === 'expanded' ||
    (word.kind === 'pattern' && at === 0 && fromSubcommand(call).length > 0 && call.program !== 'rm');
  if (isGuarded(call.program) && call.args.some(isUnknown)) say('ask', 'Its arguments are known only when it runs.');
  const allowed = prefixes.find((prefix) => isAllowed(words, prefix));
  if (!allowed || (moved && /[/\\]/.test(words[0]?.text ?? ''))) {
    const shown = words
      .slice(0, 2)
      .map((word) => word.text)
      .join(' ');
    say('ask', `“${ellipsis(shown, 60)}” is not among the allowed commands.`);
    return [prefixOf(words) ?? ''];
  }
  const doubt = doubtOf(call, inner, allowed.words.length - 1, part);
  if (doubt) say('ask', doubt);
  else say('allowed', `“${allowed.shown}” is among the allowed commands.`);
  return [];
}

/** Where what a call may start is only guessed, just the worst counts. */
function guessed({ parts }: JudgedScript): JudgedScript {
  const bad = parts.filter(({ verdict }) => verdict === 'denied' || verdict === 'destructive');
  return { parts: bad, doubts: [], candidates: [] };
}

function mayChangePrograms(variable: string): string {
  return `It sets ${variable}, which may change what programs do.`;
}

/** What an allowed call may do besides, by its own options and by those of what it hands on to (`npx eslint -o x`). */
function doubtOf(
  call: ProgramCall,
  inner: InnerCommands | undefined,
  exempt: number,
  part: CommandPart,
): string | undefined {
  const handedOn = inner?.count === 'guess' ? inner.commands.filter((words) => words.length > 0) : [];
  const before =
    handedOn.length > 0 ? call.args.length - Math.min(...handedOn.map((words) => words.length)) : call.args.length;
  const own = optionDoubt({ ...call, args: call.args.slice(0, Math.max(before, exempt)) }, exempt);
  return (
    own ??
    handedOn
      .map((words) =>
        optionDoubt(readCall(words, part, call.movedAway), Math.max(0, exempt - (call.args.length - words.length) - 1)),
      )
      .find((doubt) => doubt !== undefined)
  );
}

function judgeInner(
  { commands, scripts }: InnerCommands,
  part: CommandPart,
  judging: Judging,
  moved: boolean,
): JudgedScript {
  const deeper = { ...judging, depth: judging.depth + 1 };
  const tooDeep = deeper.depth > deepest ? ['It is too deeply nested to be judged.'] : [];
  if (deeper.depth > deepestLooked) return { parts: [], doubts: tooDeep, candidates: [] };
  const judged = [
    ...commands.map((words) => judgeWords(words, { ...part, writes: [] }, deeper, moved)),
    ...scripts.map((script) => judgeScript(script, deeper)),
  ];
  return judged.reduce(merge, { parts: [], doubts: tooDeep, candidates: [] });
}

function merge(a: JudgedScript, b: JudgedScript): JudgedScript {
  return {
    parts: [...a.parts, ...b.parts],
    doubts: [...a.doubts, ...b.doubts],
    candidates: [...a.candidates, ...b.candidates],
  };
}

function deniedWhy(entry: string): string {
  return `“${entry}” is among the denied commands (flux.approval.deniedCommands).`;
}

function isAllowed(words: Words, prefix: Prefix): boolean {
  return prefix.words.every((word, at) => words[at]?.kind === 'plain' && words[at].text === word);
}

/** A denied entry that the raw text holds: one that is no simple command, or any where the text cannot be read. */
function deniedText(text: string, entries: readonly string[], prefixes: readonly Prefix[]): string | undefined {
  const flat = text.replace(/\s+/g, ' ');
  const compound = entries.find(
    (entry) =>
      entry.trim() !== '' && readPrefix(entry) === undefined && flat.includes(entry.trim().replace(/\s+/g, ' ')),
  );
  if (compound !== undefined) return compound;
  const words = text.replace(/\\\n|["'\\]/g, '').split(/[^\w./:@+=-]+/);
  return prefixes.find((prefix) =>
    words.some(
      (word, at) =>
        programName(word) === programName(prefix.words[0] ?? '') &&
        prefix.words.slice(1).every((next, offset) => words[at + 1 + offset] === next),
    ),
  )?.shown;
}
