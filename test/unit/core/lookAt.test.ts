import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Look } from '../../../src/contracts/plan';
import type { IndexedSymbol } from '../../../src/contracts/ports';
import { createShownRanges } from '../../../src/core/brief/shownRanges';
import { lookAt, shareRoom } from '../../../src/core/converse/lookAt';
import { spread } from '../../../src/core/converse/lookFor';
import { memoryWorkspace } from './memoryWorkspace';

const never = new AbortController().signal;
const lines = (count: number, text = 'const value = ') =>
  Array.from({ length: count }, (_, at) => `${text}${at + 1};`).join('\n');

describe('looks', () => {
  const look = (files: Record<string, string>, looks: readonly Look[], shown = createShownRanges()) =>
    lookAt(looks, { workspace: memoryWorkspace(files), shown }, never);

  it('share their room: no look of a round goes without because an earlier one was long', async () => {
    const files = { 'a.js': lines(390, 'const a = '.repeat(8)), 'b.js': lines(390, 'const b = '.repeat(8)) };
    const said = await look(files, [{ read: 'a.js' }, { read: 'b.js' }, { read: 'b.js', lines: [380, 390] }]);
    assert.ok(said.length < 19_000, `${said.length}`);
    assert.match(said, /### a\.js lines 1-\d+ of 390; cut at line \d+, read on from \d+/);
    assert.match(said, /### b\.js lines 1-\d+ of 390; cut at line/);
    assert.match(said, /### b\.js lines 380-390 of 390/);
    assert.doesNotMatch(said, /used up/);
  });

  it('do not send again what the model has, but for a file that has changed since', async () => {
    const workspace = memoryWorkspace({ 'a.js': lines(200) });
    const shown = createShownRanges();
    const first = await lookAt([{ read: 'a.js', lines: [10, 40] }], { workspace, shown }, never);
    assert.match(first, /lines 10-40 of 200/);
    const second = await lookAt([{ read: 'a.js', lines: [20, 30] }], { workspace, shown }, never);
    assert.match(second, /a\.js lines 20-30 are shown above already/);
    assert.doesNotMatch(second, /value = 25/);
    const more = await lookAt([{ read: 'a.js', lines: [30, 60] }], { workspace, shown }, never);
    assert.match(more, /### a\.js lines 41-60 of 200/);
    assert.match(more, /\(Lines 30-40 are shown above already\.\)/);
    workspace.texts.set('a.js', lines(200, 'let changed = '));
    assert.match(await lookAt([{ read: 'a.js', lines: [20, 30] }], { workspace, shown }, never), /changed = 25/);
  });

  it('spread hits over the files and count them by file', async () => {
    const files = {
      'src/a.js': lines(120, 'wanted = '),
      'src/b.js': `${lines(30)}\nwanted = 1;\n`,
      'src/c.js': `${lines(3)}\nwanted = 2;\n`,
      'yarn.lock': 'wanted\n',
    };
    const said = await look(files, [{ search: 'wanted' }]);
    assert.match(said, /122 hits; 30 shown, by file: src\/a\.js 120, src\/b\.js 1, src\/c\.js 1/);
    assert.match(said, /^src\/b\.js$/m);
    assert.match(said, /^src\/c\.js$/m);
    assert.doesNotMatch(said, /yarn\.lock/);
  });

  it('search in a symbol, where the index knows it', async () => {
    const workspace = {
      ...memoryWorkspace({
        'src/queue.js': `class Other {\n  add() {\n    return limit;\n  }\n}\nclass Queue {\n  add() {\n    limit = 1;\n  }\n}\n`,
        'src/far.js': 'limit = 3;\n',
      }),
      index: {
        upToDate: async () => {},
        find: async () => [],
        symbols: async (): Promise<IndexedSymbol[]> => [
          { name: 'Queue', kind: 'class', path: 'src/queue.js', line: 6 },
        ],
      },
    };
    const shown = createShownRanges();
    const said = await lookAt([{ search: 'limit', in: 'class Queue' }], { workspace, shown }, never);
    assert.match(said, /1 hit\n/);
    assert.match(said, /8: {5}limit = 1;/);
    const none = await lookAt([{ search: 'nothing', in: 'class Queue' }], { workspace, shown }, never);
    assert.match(none, /No match in Queue \(src\/queue\.js\)/);
  });

  it('find a private method by its name, with or without its sign and owner', async () => {
    const body = `export class Queue {\n${lines(70, '  field = ')}\n  #dispatch(job) {\n    return job;\n  }\n}\n`;
    for (const symbol of [
      '#dispatch',
      'dispatch',
      'Queue.#dispatch',
      'Queue#dispatch',
      'this.#dispatch',
      'Queue.dispatch',
    ])
      assert.match(
        await look({ 'q.js': body }, [{ read: 'q.js', symbol }]),
        /#dispatch\(job\) \{\n {4}return job;\n {2}\}/,
        symbol,
      );
  });
});

describe('sharing', () => {
  it('gives all of the room that is wished for, and no wish less than its share', () => {
    const wish = fc.record({ chars: fc.nat(20_000), share: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(
        fc.array(wish, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 100, max: 30_000 }),
        (wishes, room) => {
          const sumOf = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
          const shares = wishes.map(({ share }) => share);
          const chars = wishes.map((each) => each.chars);
          const given = shareRoom(chars, room, shares);
          assert.ok(sumOf(given) <= room);
          given.forEach((each, at) => {
            const share = Math.floor((room * (shares[at] ?? 0)) / sumOf(shares));
            assert.ok(each >= Math.min(chars[at] ?? 0, share));
          });
          assert.ok(sumOf(given) >= Math.min(sumOf(chars), room) - wishes.length);
        },
      ),
    );
  });

  it('gives a function that is asked for by name more than a whole file', async () => {
    const lines = (count: number) =>
      Array.from({ length: count }, (_, at) => `  steps.push({ at: ${at}, name: 'step ${at}' });`);
    const files = ['a', 'b', 'c', 'd'].map((name) => `src/${name}.js`);
    const workspace = memoryWorkspace({
      'src/plan.js': `export function planAll(steps) {\n${lines(100).join('\n')}\n}\n`,
      ...Object.fromEntries(files.map((path) => [path, lines(400).join('\n')])),
    });
    const looks = [...files.map((read) => ({ read })), { read: 'src/plan.js', symbol: 'planAll' }];
    const said = await lookAt(looks, { workspace, shown: createShownRanges() }, never);
    assert.match(said.slice(said.indexOf('planAll')), /name: 'step 99'/);
  });

  it('shows of every file a hit before a second of any', () => {
    const hit = fc.record({
      path: fc.constantFrom('a', 'b', 'c', 'd'),
      line: fc.integer({ min: 1, max: 99 }),
      text: fc.constant(''),
    });
    fc.assert(
      fc.property(fc.array(hit, { maxLength: 60 }), fc.integer({ min: 4, max: 40 }), (hits, most) => {
        const shown = spread(hits, most);
        assert.equal(shown.length, Math.min(hits.length, most));
        assert.equal(new Set(shown.map(({ path }) => path)).size, new Set(hits.map(({ path }) => path)).size);
      }),
    );
  });
});
