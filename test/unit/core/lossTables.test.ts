import assert from 'node:assert/strict';
import { judgeCommand } from '../../../src/core/commands/commandRules';
import { lossFamilies } from '../../../src/core/commands/destructiveForms';

/** Allows whatever a line begins with, as far as anything can. */
const everything = (command: string) => ({
  allowed: [
    command,
    ...command.split(/\s+/).map((_, at, words) => words.slice(0, at + 1).join(' ')),
    'npx',
    'docker',
    'docker compose exec web',
    'poetry run',
    'bundle exec',
    'sh',
    'env',
    'uv run',
    'node',
    'python',
    'php',
    'npm',
    'yarn',
    'pnpm',
    'bunx',
    'git',
    'sudo',
    'xargs',
  ],
  denied: [],
});
const isSimple = (command: string) => !/[|<>;&]|=\S+ |^sudo/.test(command);

describe('what loses work', () => {
  for (const [family, rows] of Object.entries(lossFamilies)) {
    describe(family, () => {
      for (const row of rows) {
        it(`${row.calls.join(', ').slice(0, 100)}: ${row.why}`, () => {
          assert.match(row.why, /^[A-Z].*\.$/);
          assert.ok(row.examples.length > 0, 'No example.');
          for (const example of row.examples) {
            const judged = judgeCommand(example, everything(example));
            assert.equal(judged.verdict, 'destructive', `${example}: ${judged.why}`);
            assert.equal(judged.prefix, undefined, `Offered for ${example}`);
            assert.equal(judgeCommand(example, { allowed: [], denied: [] }).prefix, undefined);
            const quoted = `'${example.replaceAll("'", "'\\''")}'`;
            const wrapped = [
              `sh -c ${quoted}`,
              `true && ${example}`,
              `x=$(${example}\n)`,
              ...(isSimple(example)
                ? [
                    `npx -y ${example}`,
                    `docker compose exec web ${example}`,
                    `docker run --rm -v .:/x image ${example}`,
                    `poetry run ${example}`,
                    `bundle exec ${example}`,
                    `env X=1 ${example}`,
                    `uv run --with x ${example}`,
                    `timeout 5 ${example}`,
                    `npm exec -- ${example}`,
                    `mise exec -- ${example}`,
                    `ssh host ${example}`,
                  ]
                : []),
            ];
            for (const command of wrapped)
              assert.equal(judgeCommand(command, everything(example)).verdict, 'destructive', command);
          }
        });
      }
    });
  }
});
