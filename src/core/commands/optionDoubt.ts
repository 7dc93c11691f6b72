import { pattern } from '../../base/pattern';
import { ellipsis } from '../../base/text';
import { isHarmlessAssignment, asAssignment } from './assignments';
import { endOfOptions, operandsOf, type ProgramCall } from './callWords';
import { gitDoubt } from './gitOptions';
import { harmless, optionTable, takesTasks, type OptionRule } from './optionTable';
import { scriptDoubt } from './scriptDoubt';
import type { ShellWord } from './shellWords';

/**
 * Why an allowed program may yet write a file that the call names, or start a program, as a sentence: by an option, by
 * a word that may become one when it runs, or by what it is told. What the person allowed word by word is exempt.
 *
 * @param exempt how many of the arguments, from the first, the allowed prefix names
 */
export function optionDoubt(call: ProgramCall, exempt: number): string | undefined {
  const { program } = call;
  if (harmless.has(program)) return undefined;
  const rule = optionTable[program];
  const args = call.args.slice(exempt);
  const own = args.slice(0, endOfOptions(args));
  const turning = own.find((word) => word.mayBeOption && word.kind !== 'plain') ?? own.find((word) => word.mayBeOption);
  if (turning) return `What takes the place of ${ellipsis(turning.text, 60)} may be an option of it.`;
  if (program === 'git') return gitDoubt(call, exempt);
  if (rule?.always && exempt === 0) return rule.always;
  if (rule?.script) {
    const doubt = scriptDoubt(rule.script, call);
    if (doubt) return doubt;
  }
  const [first] = call.args;
  // Tar takes its first word for letters, also without a dash.
  if (program === 'tar' && first && !first.text.startsWith('-') && asksByRule(`-${first.text}`, rule ?? {}))
    return `It may write files.`;
  const operands = operandsOf(args);
  const isValue = (word: ShellWord) =>
    new RegExp(`^-[${rule?.valued || '-'}]$`).test(args[args.indexOf(word) - 1]?.text ?? '');
  // Some take options only before the first file: `xxd a -i` writes a file named -i.
  const file = operands.find((word) => !isValue(word));
  const names = file ? args.slice(args.indexOf(file)).filter(({ text }) => text !== '--') : [];
  if (rule?.mostWords !== undefined && names.length > rule.mostWords)
    return `It may write ${ellipsis(names[rule.mostWords]?.text ?? '', 80)}.`;
  if (takesTasks(program)) {
    const doubt = taskDoubt(operands, exempt);
    if (doubt) return doubt;
  }
  const scriptArgs = passedOn(call);
  const asking =
    own.find(({ text }) => /^-./.test(text) && (rule ? asksByRule(text, rule) : asksByName(text))) ??
    scriptArgs.find(({ text }) => /^-./.test(text) && (asksByName(text) || /^-[rco]/.test(text)));
  return asking && `Its option ${ellipsis(asking.text, 60)} may name a file to write or a program to start.`;
}

/** Further tasks (`make all install`), and variables by which tasks find their programs (`make CC=x`). */
function taskDoubt(operands: readonly ShellWord[], exempt: number): string | undefined {
  const words = operands.map(({ text }) => ({ text, variable: asAssignment(text.replace(/[:+?]+=/, '=')) }));
  const telling = words.find(({ variable }) => variable && !isHarmlessAssignment(variable));
  if (telling?.variable) return `It sets ${telling.variable.name}, which may change what programs do.`;
  const other = exempt > 0 ? words.find(({ variable }) => !variable) : undefined;
  return other && `“${ellipsis(other.text, 60)}” is another task than the allowed one.`;
}

/** What `npm run x -- …` and its like hand on to a program that is not known. */
function passedOn({ program, args }: ProgramCall): readonly ShellWord[] {
  if (!/^(?:npm|pnpm|yarn|bun)$/.test(program)) return [];
  const end = args.findIndex(({ text }) => text === '--');
  return end < 0 ? [] : args.slice(end + 1);
}

function asksByRule(text: string, rule: OptionRule): boolean {
  if (rule.only) return !rule.only.test(text.replaceAll('_', '-'));
  const names = (rule.asks ?? '').split(' ').filter(Boolean);
  if (/^--./.test(text) || (rule.oneDash && /^-./.test(text))) {
    const given = plainName(text);
    // With one dash names are not shortened, but a letter may stand with its value (`-ox`).
    if (rule.oneDash && !text.startsWith('--'))
      return names.some(
        (name) => plainName(`-${name}`) === given || (name.length === 1 && text.startsWith(`-${name}=`)),
      );
    return names.some((name) => name.length > 1 && plainName(`--${name}`).startsWith(given));
  }
  for (const letter of text.slice(1)) {
    if (names.includes(letter)) return true;
    if (rule.valued?.includes(letter)) return false;
  }
  return false;
}

/** Parts of names of options by which programs are told where to write, what to run or what to load. */
const tellingParts = [
  'out',
  'output',
  'outfile',
  'outdir',
  'outputfile',
  'dest',
  'destination',
  'write',
  'save',
  'dump',
  'logfile',
  'export',
  'exec',
  'execute',
  'command',
  'cmd',
  'shell',
  'script',
  'hook',
  'pager',
  'editor',
  'browser',
  'viewer',
  'plugin',
  'plugins',
  'require',
  'import',
  'preload',
  'load',
  'loader',
  'eval',
  'config',
  'configuration',
  'rc',
  'rcfile',
  'setup',
  'wrapper',
  'program',
  'binary',
  'bin',
  'rulesdir',
  'parser',
  'runner',
  'resolver',
  'transformer',
  'reporter',
  'reporters',
  'formatter',
  'interpreter',
  'compiler',
  'linker',
  'init',
  'prefix',
  'root',
  'cwd',
  'directory',
  'chdir',
  'proxy',
  'settings',
  'include',
  'extension',
  'middleware',
];
const knownReporters = pattern()`
  ^--?(?:reporters?|format|formatter)=?(?:$|=(?:dot|spec|tap|json|verbose|default|basic|junit|list|min
  |minimal|compact|line|html|nyan|progress|landing|github-actions|stylish|unix|short|long|text|pretty|tree
  |hanging-process)$)
`;

/** Of a program that is not known: whether the option's name says that it writes, starts or loads something. */
function asksByName(text: string): boolean {
  if (/^-o/.test(text)) return true;
  const match = /^--?([A-Za-z][\w.-]*)/.exec(text);
  if (!match?.[1] || (!text.startsWith('--') && match[1].length < 4)) return false;
  const name = match[1];
  if (/^no-/.test(name)) return false;
  if (knownReporters.test(text) && text.includes('=')) return false;
  const parts = name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_.]/);
  if (parts.some((part) => tellingParts.includes(part)) || tellingParts.includes(parts.join(''))) return true;
  // `--outp`, `--req`: what is a beginning of such a name may be taken for it.
  return (
    text.startsWith('--') &&
    parts.length === 1 &&
    tellingParts.some((part) => part.length > 4 && name.length > 1 && part.startsWith(name.toLowerCase()))
  );
}

/** A long option's name in one spelling: `--output-file`, `--outputFile` and `--output_file` are the same. */
function plainName(option: string): string {
  return (option.split('=')[0] ?? '').replace(/[-_]/g, '').toLowerCase();
}
