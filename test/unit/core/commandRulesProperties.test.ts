import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { judgeCommand } from '../../../src/core/commands/commandRules';

/** The denied program, spelt as bash would still understand it. */
const evil = fc.constantFrom(
  'evil',
  'e\\vil',
  '"evil"',
  "'ev'il",
  "$'\\x65vil'",
  'ev""il',
  '/usr/bin/evil',
  '\\evil',
  'ev\\\nil',
  '$"evil"',
);

/** A command line in which the denied program stands where bash executes it. */
const hostile: fc.Arbitrary<string> = fc.letrec<{ command: string }>((tie) => ({
  command: fc.oneof(
    { maxDepth: 4 },
    evil.map((name) => `${name} x`),
    evil.map((name) => `X=1 ${name}`),
    evil.map((name) => `${name} > f`),
    ...[
      (inner: string) => `ok; ${inner}`,
      (inner: string) => `ok && ${inner}`,
      (inner: string) => `ok || ${inner}`,
      (inner: string) => `ok | { ${inner}\n}`,
      (inner: string) => `ok |& { ${inner}\n}`,
      (inner: string) => `ok & ${inner}`,
      (inner: string) => `ok\n${inner}`,
      (inner: string) => `ok # x\n${inner}`,
      (inner: string) => `(${inner})`,
      (inner: string) => `( (${inner}) )`,
      (inner: string) => `{ ${inner}\n}`,
      (inner: string) => `! ${inner}`,
      (inner: string) => `time ${inner}`,
      (inner: string) => `ok $(${inner})`,
      (inner: string) => `ok "a $(${inner}) b"`,
      (inner: string) => `ok $(ok $(${inner}))`,
      (inner: string) => `ok <(${inner}\n)`,
      (inner: string) => `ok >(${inner}\n)`,
      (inner: string) => `ok \${X:-$(${inner})}`,
      (inner: string) => `X=$(${inner}) ok`,
      (inner: string) => `X=$(${inner})`,
      (inner: string) => `ok > $(${inner})`,
      (inner: string) => `ok <<< "$(${inner})"`,
      (inner: string) => `ok <<E\n$(${inner})\nE\n`,
      (inner: string) => `if ok; then ${inner}\nfi`,
      (inner: string) => `if ${inner}\nthen ok; fi`,
      (inner: string) => `if ok; then ok; elif ok; then ok; else ${inner}\nfi`,
      (inner: string) => `while ${inner}\ndo ok; done`,
      (inner: string) => `until ok; do ${inner}\ndone`,
      (inner: string) => `for x in a $(${inner}); do ok; done`,
      (inner: string) => `for x in a; do ${inner}\ndone`,
      (inner: string) => `for ((;;)); do ${inner}\ndone`,
      (inner: string) => `select x in a; do ${inner}\ndone`,
      (inner: string) => `case x in x) ${inner}\n;; esac`,
      (inner: string) => `case $(${inner}) in x) ok ;; esac`,
      (inner: string) => `f() { ${inner}\n}; f`,
      (inner: string) => `function f { ${inner}\n}\nf`,
      (inner: string) => `f() (${inner}\n); f`,
      (inner: string) => `coproc { ${inner}\n}`,
      (inner: string) => `[[ -n $(${inner}) ]]`,
      (inner: string) => `ok $(( $(${inner}) ))`,
      (inner: string) => `sh -c ${quoted(inner)}`,
      (inner: string) => `bash -euc ${quoted(inner)}`,
      (inner: string) => `bash -o pipefail -c ${quoted(inner)} x y`,
      (inner: string) => `/bin/sh -c ${quoted(inner)}`,
      (inner: string) => `env X=1 bash -c ${quoted(inner)}`,
      (inner: string) => `timeout 5 sh -c ${quoted(inner)}`,
      (inner: string) => `sudo -u root sh -c ${quoted(inner)}`,
      (inner: string) => `xargs sh -c ${quoted(inner)}`,
      (inner: string) => `find . -exec sh -c ${quoted(inner)} {} \\;`,
      (inner: string) => `eval ${quoted(inner)}`,
      (inner: string) => `trap ${quoted(inner)} EXIT`,
      (inner: string) => `bash <<'E'\n${inner}\nE\n`,
      (inner: string) => `bash <<< ${quoted(inner)}`,
      (inner: string) => `${inner}\nok`,
    ].map((wrap) => tie('command').map(wrap)),
    ...[
      'env',
      'env -i',
      'env -u X A=1',
      'nohup',
      'nice -n 3',
      'command',
      'command -p',
      'exec',
      'builtin',
      'timeout -k 1 5',
      'stdbuf -o0',
      'setsid',
      'xargs',
      'xargs -0 -n1',
      'sudo',
      'doas',
      'sudo -E',
      'busybox',
      'find . -exec',
      'unknownopt() { :; }; env --weird',
    ].map((before) => evil.map((name) => `${before} ${name} x`)),
  ),
})).command;

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Pieces from which lines are thrown together; most of it must read as allowed calls for the line to be allowed. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('ok', 'ok ', ' ', 'ok x', '; ok ', '\nok ') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'evil',
      ' evil ',
      'ev"il"',
      '$(evil)',
      '`evil`',
      ';evil',
      '\nevil\n',
      '|evil',
      '"evil"',
      "'evil'",
      '&evil',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '"',
      "'",
      '\\',
      '$',
      '`',
      '(',
      ')',
      '{',
      '}',
      ';',
      '&',
      '|',
      '\n',
      '#',
      ' #',
      '!',
      '<',
      '>',
      '=',
      '*',
      '?',
      '[',
      ']',
      '~',
      '\t',
      '\\\n',
      "$'",
      '$"',
      '${',
      '$(',
      '$((',
      '))',
      '<(',
      '<<<',
      '&&',
      '||',
      ';;',
      '|&',
      '>&',
      '&>',
      '<&',
      '-',
      ',',
      '..',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ' <<E ',
      '\nE\n',
      " <<'E' ",
      ' <<-E ',
      'if ',
      '; then ',
      '; fi',
      'while ',
      '; do ',
      '; done',
      'for x in ',
      'case x in x) ',
      ';; esac',
      '[[ ',
      ' ]]',
      '(( ',
      'function f ',
      'f() ',
      'x=',
      '$x',
      '${x:-',
      '${x@P}',
      '${x:',
      '${!x}',
      'coproc ',
      'time ',
      '! ',
      '>/dev/null',
      '2>&1 ',
      'sh -c ',
      'bash -c ',
      'env ',
      'xargs ',
      'eval ',
      'exec ',
      'command ',
      'nohup ',
      'trap ',
      ' EXIT',
      'alias ok=',
      'set -- ',
      '$1',
      '$@',
      'read x ',
      'printf -v x ',
      'echo ',
      'cat ',
      'timeout 1 ',
      'nice ',
      "x='a[$(evil)]'; ",
      'declare ',
      'export ',
      '\\x65vil',
      'test -v ',
      'a[',
      '{ok,evil}',
      'cd .; ',
      ':; ',
      'true; ',
    ),
  },
);

describe('judgeCommand, for any command', () => {
  it('never allows a denied program where bash would execute it', () => {
    fc.assert(
      fc.property(hostile, (command) => {
        const { verdict, why } = judgeCommand(command, {
          allowed: ['ok', 'xargs', 'bash', 'sh', 'find', 'env', 'sudo', 'eval', 'trap'],
          denied: ['evil'],
        });
        assert.equal(verdict, 'denied', why);
      }),
      { numRuns: 4000 },
    );
  });

  it('never allows what no rule allows', () => {
    fc.assert(
      fc.property(hostile, (command) => {
        assert.notEqual(
          judgeCommand(command, {
            allowed: ['ok', 'xargs', 'bash', 'sh', 'find', 'env', 'sudo', 'eval', 'trap'],
            denied: [],
          }).verdict,
          'allowed',
        );
      }),
      { numRuns: 4000 },
    );
  });

  it('asks each time about runners within runners that could be read in too many ways, and soon', () => {
    for (const runner of [
      'docker run ',
      'ssh a ',
      'yarn workspace ',
      'npx -p ',
      'poetry run -x ',
      'sudo -x ',
      'git submodule foreach ',
    ]) {
      assert.equal(
        judgeCommand(`${runner.repeat(40)}evil`, { allowed: ['ok'], denied: [] }).verdict === 'allowed',
        false,
        runner,
      );
    }
    assert.equal(judgeCommand(`${'ssh a '.repeat(40)}x`, { allowed: ['ok'], denied: [] }).verdict, 'destructive');
    assert.equal(judgeCommand(`${'ssh a '.repeat(40)}evil`, { allowed: ['ok'], denied: ['evil'] }).verdict, 'denied');
  });

  it('judges whatever text there is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 200 }),
          fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
        ),
        (command) => {
          const { verdict, why, prefix } = judgeCommand(command, { allowed: ['ok'], denied: ['evil'] });
          assert.ok(['allowed', 'ask', 'destructive', 'denied'].includes(verdict));
          assert.ok(why.length > 5);
          if (prefix !== undefined)
            assert.equal(judgeCommand(command, { allowed: ['ok', prefix], denied: ['evil'] }).verdict, 'allowed');
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('allows nothing by which bash would execute another program', function () {
    if (process.platform === 'win32') return this.skip();
    this.timeout(120_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'flux-rules-'));
    const marker = path.join(folder, 'executed');
    const stub = (name: string, body: string) => {
      writeFileSync(path.join(folder, name), `#!/bin/sh\n${body}\n`);
      chmodSync(path.join(folder, name), 0o755);
    };
    try {
      stub('ok', 'exit 0');
      stub('evil', `echo "$0" > ${marker}`);
      for (const name of ['sh', 'bash', 'env', 'xargs', 'cat', 'timeout', 'nice', 'nohup']) {
        const found = ['/bin', '/usr/bin'].map((at) => path.join(at, name)).find(existsSync);
        if (found) symlinkSync(found, path.join(folder, name));
      }
      const tried = new Set<string>();
      const mostTried = Number(process.env['FLUX_TEST_CASES'] ?? 150);
      const lines = fc.sample(
        fc.array(piece, { minLength: 2, maxLength: 14 }).map((pieces) => `ok ${pieces.join('')}`),
        { numRuns: 60_000, seed: Number(process.env['FLUX_RULES_SEED'] ?? Date.now() % 1_000_000) },
      );
      for (const line of lines) {
        if (tried.size >= mostTried) break;
        if (!line.includes('e') || !/ev|65vil/.test(line) || tried.has(line)) continue;
        if (judgeCommand(line, { allowed: ['ok', 'echo', 'cat'], denied: [] }).verdict !== 'allowed') continue;
        tried.add(line);
        spawnSync('/bin/bash', ['-c', line], {
          cwd: folder,
          env: { PATH: folder, HOME: folder },
          stdio: 'ignore',
          timeout: 1000,
          killSignal: 'SIGKILL',
        });
        assert.ok(!existsSync(marker), `Allowed, and yet it was executed: ${JSON.stringify(line)}`);
      }
      assert.ok(tried.size >= 50, `Only ${tried.size} lines were tried.`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
