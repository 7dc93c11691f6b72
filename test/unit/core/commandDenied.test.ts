import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeCommand } from '../../../src/core/commands/commandRules';

const verdict = (command: string, denied: readonly string[]) =>
  judgeCommand(command, {
    allowed: [
      'npm',
      'curl',
      'git',
      'docker',
      'make',
      'yarn',
      'pnpm',
      'cargo',
      'gem',
      'kubectl',
      'rm',
      'python',
      'node',
      'helm',
      'npx',
      'gh',
      'bundle',
    ],
    denied,
  }).verdict;

describe('a denied beginning', () => {
  for (const [denied, ...spellings] of [
    [
      'npm publish',
      'npm publ',
      'npm pu',
      'npm  publish',
      'npm "publish"',
      'npm --silent publish',
      'npm --prefix x publish',
      '/usr/bin/npm publish',
      './node_modules/.bin/npm publish',
      'npm.cmd publish',
      'NPM publish',
      '\\npm publish',
      'command npm publish',
      'npx npm publish',
      'npx npm@latest publish',
      'node /usr/lib/node_modules/npm/bin/npm-cli.js publish',
      'npm publi --tag x',
      'sudo npm publ',
      'sh -c "npm publ"',
      'true && npm publ',
      'corepack npm publish',
      "n'p'm publ",
      'npm -w a publish',
    ],
    [
      'npm run deploy',
      'npm run-script deploy',
      'npm  run-script  deploy',
      'npm rum deploy',
      'npm urn deploy',
      'npm --silent run deploy -- x',
      'npm run --if-present deploy',
      'npm -C x run deploy',
      'npm run-s deploy',
    ],
    ['npm install', 'npm i x', 'npm add x', 'npm in', 'npm isntall', 'npm instal x'],
    ['npm i', 'npm install x', 'npm add x'],
    ['npm test', 'npm t', 'npm tst', 'npm run test', 'npm run-script test', 'npm te'],
    ['npm exec', 'npm x evil', 'npm exe evil'],
    ['npm uninstall', 'npm rm x', 'npm r x', 'npm un x', 'npm unin x'],
    ['npm i -g', 'npm install -g x', 'npm install --global x', 'npm i --glob x', 'npm -g i x'],
    [
      'curl -X POST',
      'curl -XPOST http://x',
      'curl -X POST http://x',
      'curl --request POST http://x',
      'curl --request=POST http://x',
      'curl --req POST http://x',
      'curl -sXPOST http://x',
      'curl -sX POST http://x',
      'curl http://x -XPOST',
      'curl -X post http://x',
      'curl -d x http://x',
      'curl --data-binary @x http://x',
      'curl --json x http://x',
      'curl -F a=b http://x',
      'curl -sd x http://x',
    ],
    ['curl -XPOST', 'curl -X POST http://x', 'curl --request=POST http://x'],
    ['curl --request POST', 'curl -XPOST http://x', 'curl -X POST http://x'],
    ['curl -o', 'curl -ox http://x', 'curl -so x http://x', 'curl --output x http://x', 'curl --outp=x http://x'],
    [
      'git push --force',
      'git push -f',
      'git push --forc',
      'git push -uf origin x',
      'git push origin x --force',
      'git -C x push -f',
      'git -c a.b=c push --force',
      '/usr/lib/git-core/git-push -f',
    ],
    ['git push -f', 'git push --force', 'git push --fo origin'],
    [
      'git commit --no-verify',
      'git commit -n',
      'git commit -nm x',
      'git commit -anm x',
      'git commit --no-ver -m x',
      'git commit -m x -n',
    ],
    ['git branch -D', 'git branch -D x', 'git branch --delete --force x', 'git branch -df x', 'git branch -d -f x'],
    ['git add', 'git stage x'],
    ['docker run', 'docker container run x', 'docker --context x run y', 'docker run x'],
    ['docker push', 'docker image push x'],
    ['docker compose up', 'docker-compose up', 'docker compose -f x up', 'docker compose up -d'],
    [
      'docker run -v',
      'docker run -v /:/x y',
      'docker run -v/:/x y',
      'docker run --volume /:/x y',
      'docker run --vol=/:/x y',
      'docker run -itv /:/x y',
    ],
    ['yarn run deploy', 'yarn deploy', 'yarn run deploy', 'yarn --silent deploy'],
    ['yarn deploy', 'yarn run deploy'],
    ['pnpm deploy', 'pnpm run deploy'],
    ['make deploy', 'make all deploy', 'make -j4 all deploy', 'make X=1 deploy', 'make deploy all', 'gmake deploy'],
    ['cargo build', 'cargo b', 'cargo +nightly build', 'cargo bui'],
    ['gem push', 'gem pus x', 'gem pu x'],
    ['helm uninstall', 'helm del x', 'helm delete x', 'helm -n x un y'],
    [
      'kubectl -n prod',
      'kubectl -nprod get x',
      'kubectl get x --namespace=prod',
      'kubectl get x --namespace prod',
      'kubectl --names prod get x',
    ],
    ['kubectl get', 'kubectl --context x get y', 'kubectl -n x get y'],
    [
      'rm -rf',
      'rm -r -f x',
      'rm -fr x',
      'rm --recursive --force x',
      'rm --recurs -f x',
      'rm x -rvf',
      'rm -R --forc x',
      '/bin/rm -fr x',
      'grm -rf x',
    ],
    ['python', 'python3 x', 'python3.12 x', '/usr/bin/python x'],
    ['twine', 'python -m twine upload', 'uvx twine upload', 'python -mtwine upload', 'pipx run twine upload'],
    ['gh api -X DELETE', 'gh api -XDELETE x', 'gh api --method DELETE x', 'gh api --method=delete x'],
    [
      'eslint',
      'npx eslint',
      './node_modules/.bin/eslint .',
      'yarn eslint',
      'pnpm exec eslint',
      'pnpm eslint .',
      'npm exec eslint',
      'npx eslint@9',
      'bunx --bun eslint',
      'node node_modules/.bin/eslint .',
      'node node_modules/eslint/bin/eslint.js .',
      'npx -p eslint eslint',
    ],
  ] as const) {
    for (const command of spellings)
      it(`“${denied}” covers ${command}`, () => assert.equal(verdict(command, [denied]), 'denied'));
  }

  for (const [denied, ...others] of [
    ['npm publish', 'npm pack', 'npm run publish-docs', 'npm prune', 'npm view publish', 'npm install publish'],
    ['npm run deploy', 'npm run deploy:dry', 'npm run dep', 'npm run build deploy', 'npm test'],
    ['npm token', 'npm t', 'npm test'],
    ['curl -X POST', 'curl -X GET http://x', 'curl http://x/POST', 'curl -I http://x', 'curl -L http://x'],
    ['git push --force', 'git push', 'git push --follow-tags', 'git fetch --force'],
    ['git push', 'git log push', 'git pull', 'git stash push', 'git show push'],
    ['git commit --no-verify', 'git commit -m "no-verify"', 'git commit -am x'],
    ['make deploy', 'make dep', 'make deploy-docs', 'make all'],
    ['yarn deploy', 'yarn dep', 'yarn add deploy'],
    ['docker run', 'docker ps', 'docker compose ps'],
    ['rm -rf', 'rm x', 'rm -r x'],
    ['docker login', 'docker logs x'],
    ['cargo install', 'cargo build'],
  ] as const) {
    for (const command of others)
      it(`“${denied}” does not cover ${command}`, () => assert.notEqual(verdict(command, [denied]), 'denied'));
  }

  it('covers any spelling of program, subcommand and option', () => {
    const options = fc.constantFrom(
      {
        denied: 'npm publish',
        program: 'npm',
        words: ['pu', 'pub', 'publ', 'publi', 'publis', 'publish'],
        option: [''],
      },
      {
        denied: 'npm run-script x',
        program: 'npm',
        words: ['run x', 'run-script x', 'rum x', 'urn x', 'run-scr x'],
        option: [''],
      },
      {
        denied: 'curl -X POST',
        program: 'curl',
        words: [''],
        option: [
          '-XPOST',
          '-X POST',
          '-sXPOST',
          '--request POST',
          '--request=POST',
          '--reque=POST',
          '-sSfX POST',
          '--data x',
          '-da',
        ],
      },
      {
        denied: 'git push --force',
        program: 'git',
        words: ['push'],
        option: ['--force', '--forc', '--fo', '-f', '-fu', '-uf', '-qf', '-vfq'],
      },
      {
        denied: 'docker run --volume',
        program: 'docker',
        words: ['run', 'container run'],
        option: ['-v /x', '-v/x', '--volume=/x', '--volum /x', '-itv /x'],
      },
    );
    const spell = (text: string) =>
      fc
        .array(fc.integer({ min: 0, max: 5 }), { minLength: text.length, maxLength: text.length })
        .map((ways) =>
          [...text]
            .map((letter, at) =>
              !/[\w=/-]/.test(letter)
                ? letter
                : ways[at] === 0
                  ? `\\${letter}`
                  : ways[at] === 1
                    ? `'${letter}'`
                    : ways[at] === 2
                      ? `"${letter}"`
                      : ways[at] === 3
                        ? `${letter}""`
                        : letter,
            )
            .join(''),
        );
    const command = options.chain(({ denied, program, words, option }) =>
      fc
        .tuple(
          fc.constantFrom('', '/usr/bin/', './node_modules/.bin/'),
          spell(program),
          fc.constantFrom('', '--color', '--silent', '-q'),
          fc.constantFrom(...words).chain(spell),
          fc.constantFrom(...option),
          fc.constantFrom('', 'x y', '-- z'),
          fc.constantFrom('', 'command ', 'env A=1 ', 'time ', 'npx ', 'sudo ', 'nice -n 3 ', 'timeout 5 '),
          fc.boolean(),
          fc.constantFrom('', 'true; ', 'ls && '),
        )
        .chain(([folder, name, between, word, given, rest, runner, after, before]) =>
          spell(given).map((spelled) => ({
            denied,
            line:
              `${before}${runner}${folder}${name} ${between} ` +
              `${after ? `${word} ${spelled} ${rest}` : `${word} ${rest.startsWith('--') ? '' : rest} ${spelled}`}`,
          })),
        ),
    );
    fc.assert(
      fc.property(command, ({ denied, line }) => {
        assert.equal(verdict(line, [denied]), 'denied', line);
      }),
      { numRuns: 3000 },
    );
  });
});
