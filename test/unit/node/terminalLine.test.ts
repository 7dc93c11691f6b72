import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { looksLikePrompt } from '../../../src/editor/terminal/commandPrompts';
import { shellKind, terminalLine } from '../../../src/editor/terminal/terminalLine';

describe('terminalLine', () => {
  it('types plain commands as they are', () => {
    for (const command of ['npm test', 'git status -s', './build.sh --all=x a/b.ts', 'npm run build:all'])
      assert.equal(terminalLine(command, 'posix', 'bash'), ` ${command}`);
  });

  it('gives everything else to a bash of its own, on one line', () => {
    for (const command of [
      'cd x',
      'exit 1',
      'export X=1',
      'X=1 npm test',
      'npm test; ls',
      'ls *',
      'ls ~',
      'echo "x"',
      'echo $X',
      'echo !x',
      'a\nb',
      'a\tb',
      'é',
      'if x',
      'ls (x)',
      'a {b,c}',
      '-x',
      '# x',
      'a | b',
      'a &',
      'a > b',
    ]) {
      for (const kind of ['posix', 'fish'] as const) {
        const line = terminalLine(command, kind, 'bash');
        assert.match(line ?? '', /^ bash -c \S/, command);
        assert.doesNotMatch(line ?? '', /[\n\t\r]/);
      }
    }
  });

  it('knows how fish and PowerShell quote', () => {
    assert.equal(terminalLine("echo 'a\\b'", 'fish', 'bash'), " bash -c 'echo \\'a\\\\b\\''");
    assert.equal(terminalLine('a\nb', 'fish', 'bash'), " bash -c 'a'\\x0a'b'");
    assert.equal(terminalLine("echo 'a'", 'powershell', 'bash'), " bash -c 'echo ''a'''");
    assert.equal(terminalLine('a\nb', 'powershell', 'bash'), undefined);
    assert.equal(terminalLine('echo "a"; b', 'powershell', undefined), ' echo "a"; b');
    assert.equal(terminalLine('echo "a"; b', 'posix', undefined), undefined);
    assert.equal(terminalLine(`echo ${'x y'.repeat(10_000)};`, 'posix', 'bash'), undefined);
  });

  it('knows shells by their programs', () => {
    assert.deepEqual(
      [
        '/bin/bash',
        '/usr/bin/zsh',
        '/opt/fish',
        'C:\\Program Files\\PowerShell\\7\\pwsh.exe',
        'C:\\Windows\\cmd.exe',
        '/usr/bin/nu',
        '',
      ].map(shellKind),
      ['posix', 'posix', 'fish', 'powershell', undefined, undefined, undefined],
    );
  });

  it('loses nothing on the way through a shell', function () {
    if (process.platform === 'win32') return this.skip();
    this.timeout(60_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'flux-line-'));
    const show = path.join(folder, 'show');
    writeFileSync(show, '#!/bin/sh\nprintf %s "$2"\n');
    chmodSync(show, 0o755);
    try {
      const text = fc
        .array(
          fc.oneof(
            fc.constantFrom(
              'a',
              ' ',
              "'",
              '"',
              '\\',
              '\n',
              '\t',
              '!',
              '$',
              '`',
              '%',
              '\\n',
              '\\0',
              '%s',
              '07',
              '$(',
              ')',
              '\x1b',
              '\x7f',
              '*',
              'é',
              '世',
              '🎉',
            ),
            fc.string({ maxLength: 3 }),
          ),
          { minLength: 1, maxLength: 20 },
        )
        .map((pieces) => `;${pieces.join('').replaceAll('\0', '')};`);
      // Many lines in one shell: starting it takes longer than all of them.
      fc.assert(
        fc.property(fc.array(text, { minLength: 50, maxLength: 50 }), (commands) => {
          const lines = commands.map((command) => terminalLine(command, 'posix', show) ?? '');
          const { stdout } = spawnSync('/bin/bash', ['-c', lines.join(`\nprintf '\\0'\n`)], { encoding: 'utf8' });
          assert.deepEqual(stdout.split('\0'), commands);
        }),
        { numRuns: 8 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('looksLikePrompt', () => {
  for (const line of [
    'Name:',
    'Name: ',
    'Sure? ',
    'Continue? [y/N] ',
    'Continue (yes/no)? ',
    'Do you want to continue? [Y/n]',
    'package name: (flux) ',
    '> ',
    '>>> ',
    "Enter passphrase for key '/x':",
    'Press any key to continue . . .',
    '? Which one ›',
    '? Project name',
    "Username for 'https://x': ",
    'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
  ]) {
    it(`takes “${line}” for a question`, () => assert.equal(looksLikePrompt(line), true));
  }
  for (const line of [
    '',
    '   ',
    'Compiling',
    'Downloading… ',
    'Building...',
    '50%',
    '[12/50] x.c',
    'done.',
    '  42% |####    | ETA:',
    'listening on port 3000',
    `${'x'.repeat(2000)}:`,
  ]) {
    it(`does not take “${line.slice(0, 40)}” for one`, () => assert.equal(looksLikePrompt(line), false));
  }
});
