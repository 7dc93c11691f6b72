import path from 'node:path';

/** Words that a shell keeps for itself, or that would leave traces in it for the commands that follow. */
const ofTheShell = new Set([
  '.',
  'abbr',
  'alias',
  'and',
  'argparse',
  'autoload',
  'begin',
  'bg',
  'bind',
  'bindkey',
  'block',
  'break',
  'builtin',
  'caller',
  'case',
  'cd',
  'chdir',
  'command',
  'compdef',
  'compgen',
  'complete',
  'compopt',
  'continue',
  'coproc',
  'declare',
  'dirs',
  'disable',
  'disown',
  'do',
  'emit',
  'emulate',
  'enable',
  'end',
  'eval',
  'exec',
  'exit',
  'export',
  'fc',
  'fg',
  'float',
  'for',
  'foreach',
  'funced',
  'funcsave',
  'function',
  'functions',
  'getopts',
  'hash',
  'history',
  'if',
  'integer',
  'jobs',
  'let',
  'limit',
  'local',
  'logout',
  'mapfile',
  'nocorrect',
  'noglob',
  'not',
  'or',
  'popd',
  'print',
  'private',
  'psub',
  'pushd',
  'r',
  'read',
  'readarray',
  'readonly',
  'rehash',
  'repeat',
  'return',
  'sched',
  'select',
  'set',
  'setopt',
  'shift',
  'shopt',
  'source',
  'status',
  'string',
  'suspend',
  'switch',
  'time',
  'times',
  'trap',
  'type',
  'typeset',
  'ulimit',
  'umask',
  'unalias',
  'unfunction',
  'unhash',
  'unlimit',
  'unset',
  'unsetopt',
  'until',
  'vared',
  'wait',
  'while',
  'zcompile',
  'zle',
  'zmodload',
  'zparseopts',
  'zstyle',
]);

/** Longer lines are not typed, in characters. */
const longestLine = 12_000;

/** The family of a shell, by the path of its program; undefined for one that Flux does not know how to talk to. */
export function shellKind(shell: string): 'posix' | 'fish' | 'powershell' | undefined {
  const name = path
    .basename(shell.replace(/\\/g, '/'))
    .toLowerCase()
    .replace(/\.exe$/, '');
  if (['bash', 'zsh', 'gitbash'].includes(name)) return 'posix';
  if (name === 'fish') return 'fish';
  return name === 'pwsh' || name === 'powershell' ? 'powershell' : undefined;
}

/**
 * What is typed into the person's shell to run a bash command. A plain one as it is, so that it reads well and can be
 * typed again; anything else by a bash of its own, because shells differ, expand `!`, and would keep its variables and
 * folder. One line always. Undefined where it cannot be typed.
 * @param bash the program that runs command lines; undefined on systems without any
 */
export function terminalLine(
  command: string,
  kind: 'posix' | 'fish' | 'powershell',
  bash: string | undefined,
): string | undefined {
  // A space before keeps it out of the shell's history, where the editor has told the shell so.
  if (isPlain(command)) return ` ${command}`;
  if (bash === undefined) return kind === 'powershell' && !hasControls(command) ? ` ${command}` : undefined;
  const script = quoters[kind](command);
  const line = script === undefined ? undefined : ` ${bash} -c ${script}`;
  return line === undefined || line.length > longestLine ? undefined : line;
}

/** Whether every shell reads it alike and it changes nothing in the shell. */
function isPlain(command: string): boolean {
  const [first = ''] = command.split(' ');
  return /^[\w./][\w+:./-]*(?: +[\w+:./-][\w+=:./-]*)*$/.test(command) && !ofTheShell.has(first);
}

function hasControls(text: string): boolean {
  return /[\0-\x1f\x7f]/.test(text);
}

function quoteForPosix(text: string): string {
  if (!hasControls(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  // Not $'…': bash would report the line to the editor in other words, and what it prints at once could be lost.
  const escaped = text.replace(/[\\'!\0-\x1f\x7f]/g, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `"$(printf '%b' '${escaped}')"`;
}

function quoteForFish(text: string): string {
  return text
    .split(/([\0-\x1f\x7f])/)
    .map((piece) =>
      hasControls(piece)
        ? `\\x${piece.charCodeAt(0).toString(16).padStart(2, '0')}`
        : `'${piece.replace(/[\\']/g, '\\$&')}'`,
    )
    .join('');
}

function quoteForPowershell(text: string): string | undefined {
  return hasControls(text) ? undefined : `'${text.replaceAll("'", "''")}'`;
}

const quoters: Readonly<Record<'posix' | 'fish' | 'powershell', (text: string) => string | undefined>> = {
  posix: quoteForPosix,
  fish: quoteForFish,
  powershell: quoteForPowershell,
};
