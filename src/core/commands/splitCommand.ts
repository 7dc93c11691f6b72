import {
  forEachChild,
  parse,
  type Command,
  type ParsedScript,
  type Redirection,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { readWord, type ShellWord } from './shellWords';

/** A variable that a command sets, for itself or for what follows. */
export interface ShellAssignment {
  readonly name: string;
  /** Undefined where it is an array, has an index or is appended to. */
  readonly value?: ShellWord;
}

/** One program call inside a command line, wherever bash would execute it. */
export interface CommandPart {
  readonly text: string;
  /** The program and its arguments; empty where only variables are set or files redirected. */
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  /** Files that are opened for writing, and connections; `2>&1` and /dev/null are not among them. */
  readonly writes: readonly ShellWord[];
  /** Where its standard input comes from, when that is not the terminal. */
  readonly fed?: 'pipe' | 'text' | 'file';
  /** What a here-document or here-string feeds it, where that is known. */
  readonly input?: string;
  /** The programs before it in its pipeline. */
  readonly upstream: readonly string[];
  /** The whole pipeline that it stands in. */
  readonly pipeline: string;
  /** The programs in substitutions among its own words. */
  readonly inside: readonly string[];
}

/** A command line taken apart. */
export interface SplitCommand {
  readonly parts: readonly CommandPart[];
  /** Why the line cannot be judged with certainty, a sentence each. */
  readonly doubts: readonly string[];
  /** A function that starts itself several times over. */
  readonly forkBomb: boolean;
}

type NodeOf<T extends SyntaxNode['type']> = Extract<SyntaxNode, { readonly type: T }>;

/** What a walk over a line has found so far. */
interface Findings {
  readonly parts: CommandPart[];
  readonly doubts: Set<string>;
  forkBomb: boolean;
}

/** What surrounds a node. */
interface Context {
  readonly source: string;
  readonly pipeline: string;
  readonly upstream: readonly string[];
  readonly fed?: CommandPart['fed'];
  readonly input?: string;
}

/** Nodes that mean no more to a call than what they hold. */
const transparent: ReadonlySet<SyntaxNode['type']> = new Set<SyntaxNode['type']>([
  'Statement',
  'CompoundList',
  'AndOr',
  'If',
  'Elif',
  'For',
  'While',
  'Subshell',
  'BraceGroup',
  'Case',
  'CaseItem',
  'Coproc',
  'Word',
  'DoubleQuoted',
  'LocaleString',
  'BraceExpansion',
  'Glob',
  'Literal',
  'SingleQuoted',
  'AnsiCQuoted',
  'SimpleExpansion',
  'Time',
  'Negation',
  'Default',
  'Remove',
  'Replace',
  'CaseModification',
]);

/** Takes a bash command line apart into the calls that bash would make. What it does not know, it tells as a doubt. */
export function splitCommand(source: string): SplitCommand {
  const found: Findings = { parts: [], doubts: new Set(), forkBomb: false };
  walkScript(found, parse(source), { source, pipeline: source, upstream: [] });
  return { parts: found.parts, doubts: [...found.doubts], forkBomb: found.forkBomb };
}

function walkScript(found: Findings, script: ParsedScript | undefined, context: Context): void {
  if (!script) return void found.doubts.add('It holds a substitution that cannot be read.');
  if (script.errors?.length)
    found.doubts.add(`It cannot be read as a bash command (${script.errors[0]?.message ?? 'a mistake'}).`);
  const inner = script.source === undefined ? context : { ...context, source: script.source };
  for (const statement of script.commands) walk(found, statement, inner);
}

function walkChildren(found: Findings, node: SyntaxNode, context: Context): void {
  forEachChild(node, (child) => walk(found, child, context));
}

/** What some shells, and bash where it is no computation after all, take for a command in parentheses. */
function walkComputed(found: Findings, body: string): void {
  walkScript(found, parse(body), { source: body, pipeline: body, upstream: [] });
}

function walk(found: Findings, node: SyntaxNode, context: Context): void {
  if (transparent.has(node.type)) return walkChildren(found, node, context);
  switch (node.type) {
    case 'Script':
      return walkScript(found, node, context);
    case 'Command':
      return readCommand(found, node, context);
    case 'Pipeline':
      return readPipeline(found, node, context);
    case 'Redirected':
      return readRedirected(found, node, context);
    case 'Function':
      return readFunction(found, node, context);
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return walkScript(found, node.script, { source: context.source, pipeline: context.pipeline, upstream: [] });
    case 'ArithmeticExpansion':
      if (/^\$\(\([\d\s+*/%()-]*\)\)$/.test(node.text)) return;
      found.doubts.add(`It computes ${node.text}.`);
      return walkComputed(found, node.text.slice(3, -2));
    case 'ArithmeticCommand':
      found.doubts.add('It computes something.');
      return walkComputed(found, node.body);
  }
  const doubt = doubtAbout(node);
  if (doubt !== undefined) found.doubts.add(doubt);
  walkChildren(found, node, context);
}

/** What cannot be known of an expansion or a condition. */
function doubtAbout(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'ExtendedGlob':
      // Without the shell option extglob, `!(rm)` is no pattern but a command.
      return `It holds the pattern ${node.text}, which shells read differently.`;
    case 'ParameterExpansion':
      return isComputed(node) ? `It computes ${node.text}.` : undefined;
    case 'TestCommand':
      return 'It holds a condition in [[ … ]].';
    default:
      return 'It computes something.';
  }
}

/** Indexes, offsets and @P are computed, and what is computed may run commands. */
function isComputed({ prefix, index, operation }: NodeOf<'ParameterExpansion'>): boolean {
  if (prefix === '!' || index) return true;
  return operation !== undefined && !['Default', 'Remove', 'Replace', 'CaseModification'].includes(operation.type);
}

function readPipeline(found: Findings, node: NodeOf<'Pipeline'>, context: Context): void {
  const pipeline = context.source.slice(node.pos, node.end);
  let { upstream } = context;
  for (const [at, command] of node.commands.entries()) {
    const before = found.parts.length;
    const first = { ...context, pipeline };
    walk(found, command, at === 0 ? first : { source: context.source, pipeline, upstream, fed: 'pipe' });
    upstream = [...upstream, ...found.parts.slice(before).map(firstWord)];
  }
}

/** A compound command with redirections of its own: what it writes counts as a call without a program. */
function readRedirected(found: Findings, node: NodeOf<'Redirected'>, context: Context): void {
  const { writes, feed } = readRedirects(found, node.redirects, context);
  if (writes.length > 0)
    found.parts.push({
      text: context.source.slice(node.pos, node.end),
      words: [],
      assignments: [],
      writes,
      upstream: [],
      pipeline: context.pipeline,
      inside: [],
    });
  walk(found, node.command, { ...context, ...feed });
}

function readFunction(found: Findings, node: NodeOf<'Function'>, context: Context): void {
  const name = readWord(node.name).text;
  const body = context.source.slice(node.body.pos, node.body.end);
  const before = found.parts.length;
  walk(found, node.body, context);
  const calls = found.parts.slice(before).filter((part) => firstWord(part) === name).length;
  if (calls > 1 || (calls === 1 && /[^&>]&(?![&>])/.test(body))) found.forkBomb = true;
}

/** The files that are opened for writing, and what feeds the standard input. */
function readRedirects(
  found: Findings,
  redirects: readonly Redirection[],
  context: Context,
): { writes: ShellWord[]; feed: Pick<Context, 'fed' | 'input'> | undefined } {
  const writes: ShellWord[] = [];
  let feed: Pick<Context, 'fed' | 'input'> | undefined;
  for (const redirect of redirects) {
    walkRedirect(found, redirect, context);
    if (redirect.type === 'HereDoc') {
      feed = { fed: 'text', input: redirect.body.text };
    } else if (redirect.type === 'HereString') {
      feed = { fed: 'text', input: redirect.target && readWord(redirect.target).text };
    } else {
      const target = redirect.target && readWord(redirect.target);
      if (redirect.operator === '<' && !isConnection(target)) feed = { fed: 'file' };
      else if (!target) found.doubts.add('It redirects to nothing that can be read.');
      else if (!isHarmlessTarget(redirect.operator, target)) writes.push(target);
    }
  }
  return { writes, feed };
}

function walkRedirect(found: Findings, redirect: Redirection, context: Context): void {
  if (redirect.type === 'HereDoc') for (const part of redirect.body.parts ?? []) walk(found, part, context);
  else if (redirect.target) walk(found, redirect.target, context);
}

function readCommand(found: Findings, node: Command, context: Context): void {
  const before = found.parts.length;
  const words: ShellWord[] = [];
  const assignments: ShellAssignment[] = [];
  const redirects: Redirection[] = [];
  const take = (word: Word) => {
    words.push(readWord(word));
    walk(found, word, context);
  };
  if (node.name) take(node.name);
  for (const item of [...node.prefix, ...node.suffix]) {
    if (item.type === 'Word') take(item);
    else if (item.type === 'Assignment') assignments.push(readAssignment(found, item, context));
    else redirects.push(item);
  }
  const { writes, feed } = readRedirects(found, redirects, context);
  const inside = found.parts.slice(before).map(firstWord);
  const { fed = context.fed, input = feed?.fed ? undefined : context.input } = feed ?? {};
  found.parts.push({
    text: context.source.slice(node.pos, node.end),
    words,
    assignments,
    writes,
    fed,
    input,
    upstream: context.upstream,
    pipeline: context.pipeline,
    inside,
  });
}

function readAssignment(found: Findings, node: NodeOf<'Assignment'>, context: Context): ShellAssignment {
  if (node.index) found.doubts.add(`It computes ${node.text}.`);
  walkChildren(found, node, context);
  const isKnown = !node.index && !node.append;
  return { name: node.name, value: isKnown && node.value.type === 'Word' ? readWord(node.value) : undefined };
}

function firstWord({ words }: CommandPart): string {
  return words[0]?.text ?? '';
}

function isConnection(target: ShellWord | undefined): boolean {
  return !target || target.kind !== 'plain' || /^\/dev\/(?:tcp|udp)\//.test(target.text);
}

function isHarmlessTarget(operator: string, { text, kind }: ShellWord): boolean {
  if (kind !== 'plain') return false;
  if (operator === '<&' || operator === '>&') return /^(?:\d+-?|-)$/.test(text) || text === '/dev/null';
  return ['/dev/null', '/dev/stdout', '/dev/stderr'].includes(text);
}
