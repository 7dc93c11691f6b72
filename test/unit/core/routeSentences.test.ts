import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routePatterns as routeBy } from '../../../src/core/route/routePatterns';
import { memoryWorkspace } from './memoryWorkspace';
import { cpuMs } from '../../harness/cpuMs.mjs';
import { repoRoot } from '../../harness/paths.mjs';

const { tools } = memoryWorkspace({});
const routePatterns = (text: string) => routeBy(text, tools);

interface Message {
  readonly text: string;
  readonly kind: 'run' | 'ask';
}

/**
 * Messages as people write them to coding chats, with where they should lead. The rules were made with those of `seen`
 * in sight; those of `keptAside` were written by somebody who did not know the rules, and looked at once, at the end.
 */
function messages(name: string): Message[] {
  return readFileSync(join(repoRoot, 'test/unit/core/routing', `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);
}

describe('what a sentence asks for', () => {
  for (const name of ['seen', 'keptAside']) {
    it(`is decided for most, and rightly (${name})`, () => {
      const all = messages(name);
      const decided = all
        .map((message) => ({ ...message, route: routePatterns(message.text) }))
        .filter(({ route }) => route.confidence >= 0.6);
      const wrong = decided.filter(({ kind, route }) => route.kind !== kind).map(({ text }) => text);
      assert.ok(all.length >= 300);
      assert.ok(decided.length / all.length >= 0.85, `${decided.length} of ${all.length} are decided`);
      assert.ok(1 - wrong.length / decided.length >= 0.97, wrong.join('\n'));
    });
  }

  it('is a question where something would be destroyed', () => {
    for (const text of [
      'remove current changes in branch with git?',
      'delete a remote branch?',
      'drop a table in production while the app runs, is that dangerous?',
      'revert the last commit?',
      'git reset, what happens to untracked files then?',
    ]) {
      const route = routePatterns(text);
      assert.ok(route.kind === 'ask' || route.confidence < 0.6, `${text}: ${route.kind} ${route.confidence}`);
    }
  });

  it('is found inside a longer message, in front of, between and behind what is pasted', () => {
    const pasted =
      'const total = items.reduce((sum, item) => sum + item.price, 0);\nTypeError: Cannot read properties of ' +
      'undefined\n    at sum (cart.js:3:12)';
    for (const text of [
      `npm install gives the following error ${pasted}\ncan you please fix it?`,
      `Please fix this:\n${pasted}`,
      `${pasted}\n\nFix it.\n\n${pasted}`,
    ])
      assert.equal(routePatterns(text).kind, 'run', text);
    for (const text of [
      `${pasted}\nwhy is that undefined?`,
      `What does this do?\n${pasted}`,
      `\`\`\`\nDelete(everything);\nremove the files\n\`\`\`\nwhat is this?`,
    ])
      assert.equal(routePatterns(text).kind, 'ask', text);
  });

  it('is known of verbs with a slip, and of no word that means itself', () => {
    for (const text of [
      'crete a login form',
      'refator the parser',
      'udpate the readme',
      'remvoe the old flag',
      'implment paging',
    ])
      assert.equal(routePatterns(text).kind, 'run', text);
    for (const text of ['explian this regex', 'descirbe the flow']) assert.equal(routePatterns(text).kind, 'ask', text);
    for (const text of ['white', 'chance of rain', 'the class', 'text'])
      assert.ok(routePatterns(text).confidence < 0.6, text);
  });

  it('takes no time out of proportion', () => {
    const hostile = [
      'a '.repeat(100_000),
      'please '.repeat(30_000),
      `${'can you '.repeat(20_000)}?`,
      'x, '.repeat(50_000),
      `${'given '.repeat(20_000)},`,
      '?'.repeat(100_000),
      '```'.repeat(30_000),
      'A'.repeat(100_000),
      '1'.repeat(100_000),
      `${'- '.repeat(50_000)}fix`,
      'the '.repeat(400),
      'a '.repeat(800),
    ];
    for (const text of hostile) {
      const took = cpuMs(() => routePatterns(text));
      assert.ok(took < 500, `${took} ms for ${text.slice(0, 20)}`);
    }
  });
});
