import assert from 'node:assert/strict';
import { withReferences } from '../../../../src/core/talk/references';

describe('what a message refers to', () => {
  it('stands in its words by its path and lines', () => {
    const words = 'why does #file:parser.ts differ from #sym:save?';
    const { goal, question } = withReferences(words, [
      { path: 'src/text/parser.ts', range: [9, 24] },
      { path: 'src/store.ts', line: 12, endLine: 20, range: [37, 46] },
    ]);
    assert.equal(question, 'why does src/text/parser.ts differ from src/store.ts:12-20?');
    assert.equal(goal, question);
  });

  it('follows a question where it is attached, and a goal that points to it, each once', () => {
    const attached = [{ path: 'src/a.ts', line: 3, endLine: 3 }, { path: 'src/b.ts' }, { path: 'src/b.ts' }];
    assert.equal(
      withReferences('why is this slow?', attached).question,
      'why is this slow?\n\nAttached: src/a.ts:3, src/b.ts',
    );
    assert.match(withReferences('make this faster', attached).goal, /Attached: src\/a\.ts:3/);
    assert.equal(withReferences('run the tests', attached).goal, 'run the tests');
    assert.deepEqual(withReferences('run the tests', []), { goal: 'run the tests', question: 'run the tests' });
  });
});
