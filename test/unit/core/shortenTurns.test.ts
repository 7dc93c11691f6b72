import assert from 'node:assert/strict';
import type { Message } from '../../../src/contracts/model';
import { lengthOf, shortenTurns } from '../../../src/core/compress/shortenTurns';
import { skeletonOf } from '../../../src/core/compress/skeleton';

const code = `import { x } from './x';
// Adds.
export class Cart {
  #items = [];
  add(item) {
    if (item) {
      this.#items.push(item);
    }
    return this;
  }
}
export function total(cart) {
  return cart.sum();
}`;
const piece = (path: string) => `### ${path} (lines 1-14)\n\`\`\`js\n${code}\n\`\`\``;
const talk: Message[] = [
  { role: 'system', content: 'You plan.' },
  { role: 'user', content: `# Goal\nfix it\n\n${piece('src/first.js')}` },
  { role: 'assistant', content: '{"look":[{"read":"src/cart.js"}]}' },
  { role: 'user', content: `${piece('src/cart.js')}\n\n${piece('src/other.js')}\n\nPlan now.` },
  { role: 'assistant', content: '{"plan":1}' },
  { role: 'user', content: `That answer cannot be used.\n\n${piece('src/cart.js')}` },
];

const both = ['structural', 'semantic'] as const;

describe('a conversation that grows too long', () => {
  it('keeps declarations of code, not bodies, imports and comments', () => {
    assert.equal(
      skeletonOf(code),
      'export class Cart {\n  #items = [];\n  add(item) {\n    …\n  }\n}\nexport function total(cart) {\n  return cart.sum();\n}',
    );
    assert.equal(
      skeletonOf('class A:\n    def b(self):\n        return 1\n\n    def c(self):\n        pass'),
      'class A:\n    def b(self):\n        …\n    def c(self):\n        …',
    );
    assert.equal(skeletonOf(' 12: def b():\n 13:     return 1'), ' 12: def b():\n 13:     return 1');
    assert.equal(skeletonOf(''), '');
  });

  it('is shortened in its earlier turns only, as far as is needed', () => {
    const some = shortenTurns(talk, lengthOf(talk) - 10, both)!;
    assert.deepEqual(some.paths, ['src/cart.js', 'src/other.js']);
    for (const at of [0, 1, 2, 4, 5]) assert.equal(some.messages[at], talk[at], `${at}`);
    assert.match(
      some.messages[3]!.content,
      /^### src\/cart\.js \(lines 1-14\) \(shortened; look again if you need it\)/,
    );
    assert.match(some.messages[3]!.content, /add\(item\)/);
    assert.match(some.messages[3]!.content, /Plan now\.$/);
    const all = shortenTurns(talk, 0, both)!;
    assert.doesNotMatch(all.messages[3]!.content, /add\(item\)/);
    assert.ok(lengthOf(all.messages) < lengthOf(some.messages));
  });

  it('is shortened only in ways that its intent allows', () => {
    const signatures = shortenTurns(talk, 0, ['structural', 'outputs'])!;
    assert.match(signatures.messages[3]!.content, /add\(item\)/);
    const headings = shortenTurns(talk, lengthOf(talk) - 10, ['history'])!;
    assert.doesNotMatch(headings.messages[3]!.content, /add\(item\)/);
    assert.equal(shortenTurns(talk, 0, ['outputs']), undefined);
    assert.equal(shortenTurns(talk, 0, []), undefined);
  });

  it('says so where there is nothing to shorten', () => {
    assert.equal(shortenTurns(talk.slice(0, 2), 0, both), undefined);
    assert.equal(shortenTurns(talk, Infinity, both), undefined);
    assert.equal(shortenTurns([], 0, both), undefined);
  });
});
