import { pattern } from '../../base/pattern';
import { operandsOf, type ProgramCall } from './callWords';

const mayDoMore = pattern('i')`
  \b(?!(?:count|min|max|sum|avg|in|values|lower|upper|coalesce|and|or|where|on|as)\b)\w+\s*\(|\\|^\s*\.
  |;\s*\.|\n\s*\.|\b(?:writefile|readfile|edit|load_extension|attach|into|program|outfile|dumpfile|copy
  |export|install|load|system|source|tee|pager|pragma|vacuum|insert|update|delete|drop|alter|create|truncate
  |grant|revoke|set|call|do)\b
`;

/**
 * Why the small program that a call gives to sed, awk or a database may write or start something; undefined where it
 * surely does not.
 */
export function scriptDoubt(language: 'sed' | 'awk' | 'sql', call: ProgramCall): string | undefined {
  switch (language) {
    case 'sed':
      return sedScripts(call).every(isHarmlessSed) ? undefined : 'A sed script may write files or start programs.';
    case 'awk': {
      const script = operandsOf(withoutValues(call))[0];
      return script?.kind === 'plain' && !/[|>@`]|system|getline|load/.test(script.text)
        ? undefined
        : 'An awk program may write files or start programs.';
    }
    case 'sql': {
      const text = [...call.args.map((arg) => arg.text), call.part.input ?? '', call.part.fed ? 'fed\\' : ''].join(
        '\n',
      );
      return mayDoMore.test(text) ? 'Database commands may change data, write files or start programs.' : undefined;
    }
  }
}

function sedScripts({ args }: ProgramCall): string[] {
  const scripts: string[] = [];
  let given = false;
  args.forEach(({ text }, at) => {
    const long = /^--e[a-z]*(?:=([^]*))?$/.exec(text);
    const short = /^-[nErsuz]*e([^]*)$/.exec(text);
    const match = long ?? short;
    if (!match) return;
    given = true;
    scripts.push(match[1] || (args[at + 1]?.text ?? 'e'));
  });
  const [first] = operandsOf(args);
  return given ? scripts : [first?.kind === 'plain' ? first.text : 'e'];
}

/**
 * Whether a script of sed only prints, deletes and replaces lines; `s///w file`, `s///e`, `w`, `e` and what is not
 * known do more.
 */
function isHarmlessSed(script: string): boolean {
  const address = String.raw`(?:\d+|\$|/(?:[^/\\\n]|\\.)*/I?|\d+~\d+)`;
  const replace = String.raw`s([/|#,:!@%])(?:(?!\1)[^\\\n]|\\[^\n])*\1(?:(?!\1)[^\\\n]|\\[^\n])*\1[gpiI\d]*`;
  const command = String.raw`(?:${replace}|[pdDPqQ=hHgGxnN]|y/[^/\\]*/[^/\\]*/)`;
  const one = new RegExp(String.raw`^\s*(?:${address}(?:,[+~]?${address})?)?\s*!?\s*${command}\s*$`);
  return splitCommands(script).every((line) => line.trim() === '' || one.test(line));
}

/**
 * A script at its semicolons; one that stands inside of `s;a;b;` makes pieces that are not understood, which is on the
 * safe side.
 */
function splitCommands(script: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const part of script.split(/(;|\n)/)) {
    if (part !== ';' && part !== '\n') {
      piece += part;
      continue;
    }
    // Inside of `/a;b/` the piece so far has an open delimiter.
    if ((piece.replace(/\\./g, '').match(/\//g)?.length ?? 0) % 3 === 0 || !piece.includes('s/')) {
      pieces.push(piece);
      piece = '';
    } else piece += part;
  }
  return [...pieces, piece];
}

/** awk's words without the values of `-F` and `-v`. */
function withoutValues({ args }: ProgramCall) {
  return args.filter((_, at) => !/^(?:-F|-v|--field-separator|--assign)$/.test(args[at - 1]?.text ?? ''));
}
