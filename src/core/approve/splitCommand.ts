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

interface Context {
  readonly source: string;
  readonly pipeline: string;
  readonly upstream: readonly string[];
  readonly fed?: CommandPart['fed'];
  readonly input?: string;
}

/** Takes a bash command line apart into the calls that bash would make. What it does not know, it tells as a doubt. */
export function splitCommand(source: string): SplitCommand {
  const parts: CommandPart[] = [];
  const doubts = new Set<string>();
  let forkBomb = false;

  const walkScript = (script: ParsedScript | undefined, context: Context): void => {
    if (!script) return void doubts.add('It holds a substitution that cannot be read.');
    if (script.errors?.length)
      doubts.add(`It cannot be read as a bash command (${script.errors[0]?.message ?? 'a mistake'}).`);
    const inner = script.source === undefined ? context : { ...context, source: script.source };
    for (const statement of script.commands) walk(statement, inner);
  };

  const walkChildren = (node: SyntaxNode, context: Context) => forEachChild(node, (child) => walk(child, context));

  const walk = (node: SyntaxNode, context: Context): void => {
    switch (node.type) {
      case 'Script':
        return walkScript(node, context);
      case 'Command':
        return readCommand(node, context);
      case 'Pipeline': {
        const pipeline = context.source.slice(node.pos, node.end);
        let upstream = context.upstream;
        node.commands.forEach((command, at) => {
          const before = parts.length;
          walk(
            command,
            at === 0 ? { ...context, pipeline } : { source: context.source, pipeline, upstream, fed: 'pipe' },
          );
          upstream = [...upstream, ...parts.slice(before).map(firstWord)];
        });
        return;
      }
      case 'Redirected': {
        const fed = readRedirects(node.redirects, context);
        if (fed.writes.length > 0)
          parts.push({
            text: context.source.slice(node.pos, node.end),
            words: [],
            assignments: [],
            writes: fed.writes,
            upstream: [],
            pipeline: context.pipeline,
            inside: [],
          });
        return walk(node.command, { ...context, ...fed.feed });
      }
      case 'Function': {
        const name = readWord(node.name).text;
        const body = context.source.slice(node.body.pos, node.body.end);
        const before = parts.length;
        walk(node.body, context);
        const calls = parts.slice(before).filter((part) => firstWord(part) === name).length;
        if (calls > 1 || (calls === 1 && /[^&>]&(?![&>])/.test(body))) forkBomb = true;
        return;
      }
      case 'Statement':
      case 'CompoundList':
      case 'AndOr':
      case 'If':
      case 'Elif':
      case 'For':
      case 'While':
      case 'Subshell':
      case 'BraceGroup':
      case 'Case':
      case 'CaseItem':
      case 'Coproc':
      case 'Word':
      case 'DoubleQuoted':
      case 'LocaleString':
      case 'BraceExpansion':
      case 'Glob':
        return walkChildren(node, context);
      case 'ExtendedGlob':
        // Without the shell option extglob, `!(rm)` is no pattern but a command.
        doubts.add(`It holds the pattern ${node.text}, which shells read differently.`);
        return walkChildren(node, context);
      case 'CommandExpansion':
      case 'ProcessSubstitution':
        return walkScript(node.script, { source: context.source, pipeline: context.pipeline, upstream: [] });
      case 'ParameterExpansion':
        // Indexes, offsets and @P are computed, and what is computed may run commands.
        if (
          node.prefix === '!' ||
          node.index ||
          (node.operation && !['Default', 'Remove', 'Replace', 'CaseModification'].includes(node.operation.type))
        )
          doubts.add(`It computes ${node.text}.`);
        return walkChildren(node, context);
      case 'ArithmeticExpansion':
        if (/^\$\(\([\d\s+*/%()-]*\)\)$/.test(node.text)) return;
        doubts.add(`It computes ${node.text}.`);
        return walkComputed(node.text.slice(3, -2));
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
      case 'SimpleExpansion':
      case 'Time':
      case 'Negation':
      case 'Default':
      case 'Remove':
      case 'Replace':
      case 'CaseModification':
        return walkChildren(node, context);
      case 'ArithmeticCommand':
        doubts.add('It computes something.');
        return walkComputed(node.body);
      case 'TestCommand':
        doubts.add('It holds a condition in [[ … ]].');
        return walkChildren(node, context);
      default:
        doubts.add('It computes something.');
        return walkChildren(node, context);
    }
  };

  /** What some shells, and bash where it is no computation after all, take for a command in parentheses. */
  const walkComputed = (body: string) => walkScript(parse(body), { source: body, pipeline: body, upstream: [] });

  const readRedirects = (redirects: readonly Redirection[], context: Context) => {
    const writes: ShellWord[] = [];
    let feed: Pick<Context, 'fed' | 'input'> | undefined;
    for (const redirect of redirects) {
      walkRedirect(redirect, context);
      if (redirect.type === 'HereDoc') {
        feed = { fed: 'text', input: redirect.body.text };
      } else if (redirect.type === 'HereString') {
        feed = { fed: 'text', input: redirect.target && readWord(redirect.target).text };
      } else {
        const target = redirect.target && readWord(redirect.target);
        if (redirect.operator === '<' && !isConnection(target)) feed = { fed: 'file' };
        else if (!target) doubts.add('It redirects to nothing that can be read.');
        else if (!isHarmlessTarget(redirect.operator, target)) writes.push(target);
      }
    }
    return { writes, feed };
  };

  const walkRedirect = (redirect: Redirection, context: Context) => {
    if (redirect.type === 'HereDoc') for (const part of redirect.body.parts ?? []) walk(part, context);
    else if (redirect.target) walk(redirect.target, context);
  };

  const readCommand = (node: Command, context: Context): void => {
    const before = parts.length;
    const words: ShellWord[] = [];
    const assignments: ShellAssignment[] = [];
    const redirects: Redirection[] = [];
    const take = (word: Word) => {
      words.push(readWord(word));
      walk(word, context);
    };
    if (node.name) take(node.name);
    for (const item of [...node.prefix, ...node.suffix]) {
      if (item.type === 'Word') take(item);
      else if (item.type !== 'Assignment') redirects.push(item);
      else {
        const value = item.value.type === 'Word' && !item.index && !item.append ? readWord(item.value) : undefined;
        if (item.index) doubts.add(`It computes ${item.text}.`);
        assignments.push({ name: item.name, value });
        walkChildren(item, context);
      }
    }
    const { writes, feed } = readRedirects(redirects, context);
    const inside = parts.slice(before).map(firstWord);
    const { fed = context.fed, input = feed?.fed ? undefined : context.input } = feed ?? {};
    parts.push({
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
  };

  walkScript(parse(source), { source, pipeline: source, upstream: [] });
  return { parts, doubts: [...doubts], forkBomb };
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
