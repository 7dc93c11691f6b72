import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sqlite from 'node:sqlite';
import { openIndex } from '../../../src/node/index/openIndex';
import { createVectorSearch } from '../../../src/node/index/vectorSearch';
import { createVectorTable } from '../../../src/node/index/vectorTable';
import { weighMeaning } from '../../../src/node/index/weighMeaning';
import { cpuMs } from '../../harness/cpuMs.mjs';

describe('vectors of the index', function () {
  this.timeout(60_000);
  let folder: string;
  let db: sqlite.DatabaseSync;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'flux-vectors-'))));
  beforeEach(() => {
    db = openIndex(sqlite, join(folder, `${Math.random()}.db`));
    db.exec(
      `INSERT INTO files (path, hash, size, mtime, stamp, language, symbols, source)
       VALUES ('a.js', 'h', 1, 1, '', 'javascript', 0, 'outline')`,
    );
  });
  afterEach(() => db.close());
  after(() => rm(folder, { recursive: true, force: true }));

  const day = { tokens: 0, day: '2026-11-28' };
  /** A small generator with a seed, so that each run has the same numbers. */
  const random = (seed: number) => () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return seed / 2_147_483_648 - 1;
  };
  const vectorsOf = (count: number, length: number, seed = 1) => {
    const next = random(seed);
    return Array.from({ length: count }, () => Float32Array.from({ length }, next));
  };
  /** A file of so many pieces, a line each, with ids from 1 on. */
  function open(count: number) {
    const search = createVectorSearch(db);
    let places = Array.from({ length: count }, (_, at) => ({
      from: at + 1,
      to: at + 1,
      head: at + 1,
      name: '',
      owner: '',
    }));
    const lines = places.map((_, at) => `const somethingOfItsOwn${at} = otherwise(${at});`).join('\n');
    const table = createVectorTable(db, { textOf: () => lines, chunksOf: () => places, forgotten: search.forget });
    table.notePieces(0, 10);
    /** The file changes: the first piece is no longer in it. */
    const dropFirst = () => {
      places = places.slice(1);
      db.exec("UPDATE files SET hash = hash || 'x'");
      table.notePieces(0, 10);
    };
    return { search, table, dropFirst };
  }
  it('are as near to each other as the numbers that they are made of, to 2 %', () => {
    const [count, length] = [400, 256];
    const { search, table } = open(count);
    const vectors = vectorsOf(count, length);
    const { pieces } = table.unembedded('m', 0, 1_000);
    assert.equal(pieces.length, count);
    table.keepVectors(
      'm',
      pieces.map(({ hash }, at) => ({ hash, vector: vectors[at] })),
      day,
    );
    const norm = (vector: Float32Array) => Math.hypot(...vector);
    for (const question of vectorsOf(20, length, 2)) {
      const cosines = vectors.map(
        (vector) =>
          vector.reduce((sum, value, at) => sum + value * (question[at] ?? 0), 0) / norm(vector) / norm(question),
      );
      const mean = cosines.reduce((sum, each) => sum + each, 0) / count;
      const most = Math.max(...cosines);
      const near = search.nearness({ model: 'm', vector: question }, [], count);
      assert.equal(near.size, count);
      for (const [at, cosine] of cosines.entries()) {
        const exact = Math.max(0, (cosine - mean) / (most - mean));
        assert.ok(Math.abs((near.get(at + 1) ?? NaN) - exact) < 0.02, `${near.get(at + 1)} for ${exact}`);
      }
    }
  });

  it('tell of the nearest and of those that are asked about, and of what was added since', () => {
    const { search, table, dropFirst } = open(6);
    const { pieces } = table.unembedded('m', 0, 4);
    const at = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
    const meaning = { model: 'm', vector: at(0) };
    assert.equal(search.nearness(meaning, [1], 5).size, 0);
    table.keepVectors(
      'm',
      pieces.map(({ hash }, nth) => ({ hash, vector: at(nth) })),
      day,
    );
    assert.deepEqual([...search.nearness(meaning, [4], 2).keys()].sort(), [1, 2, 4]);
    const { pieces: more } = table.unembedded('m', 4, 4);
    table.keepVectors(
      'm',
      more.map(({ hash }) => ({ hash, vector: at(0.1) })),
      day,
    );
    assert.deepEqual([...search.nearness(meaning, [], 3).keys()].sort(), [1, 5, 6]);
    // Another model's, or of another length, say nothing.
    assert.equal(search.nearness({ model: 'other', vector: at(0) }, [1], 5).size, 0);
    assert.equal(search.nearness({ model: 'm', vector: Float32Array.of(1, 0, 0) }, [1], 5).size, 0);
    // The others have new places, and with them new ids.
    dropFirst();
    assert.deepEqual([...search.nearness(meaning, [], 2).keys()].sort(), [10, 11]);
  });

  it('are not compared all where there are too many, but those that have the words are', () => {
    const count = 50_001;
    const { search, table } = open(count);
    const vectors = vectorsOf(count, 8);
    const { pieces } = table.unembedded('m', 0, 60_000);
    table.keepVectors(
      'm',
      pieces.map(({ hash }, at) => ({ hash, vector: vectors[at] })),
      day,
    );
    const near = search.nearness({ model: 'm', vector: vectors[6] ?? new Float32Array() }, [3, 7, 9], 400);
    assert.deepEqual([...near.keys()], [3, 7, 9]);
    assert.equal(near.get(7), 1);
  });

  it('are compared in a bounded time', () => {
    const count = 20_000;
    const { search, table } = open(count);
    const vectors = vectorsOf(count, 384);
    const { pieces } = table.unembedded('m', 0, 60_000);
    table.keepVectors(
      'm',
      pieces.map(({ hash }, at) => ({ hash, vector: vectors[at] })),
      day,
    );
    const meaning = { model: 'm', vector: vectors[0] ?? new Float32Array() };
    search.nearness(meaning, [], 400);
    const took = cpuMs(() => void search.nearness(meaning, [], 400));
    assert.ok(took < 250, `${took} ms`);
  });

  it('keep nothing of texts that are gone once they outnumber the others, nor of other models', () => {
    const { table, dropFirst } = open(3);
    const keep = (model: string) => {
      const { pieces } = table.unembedded(model, 0, 10);
      table.keepVectors(
        model,
        pieces.map(({ hash }) => ({ hash, vector: Float32Array.of(1, 2) })),
        day,
      );
    };
    const held = () => db.prepare('SELECT model, count(*) AS count FROM vectors GROUP BY model').all();
    keep('m');
    keep('n');
    dropFirst();
    table.tidyVectors('n');
    assert.deepEqual(
      held().map(({ model, count }) => `${model} ${count}`),
      ['n 3'],
    );
    dropFirst();
    table.tidyVectors('n');
    assert.deepEqual(
      held().map(({ model, count }) => `${model} ${count}`),
      ['n 1'],
    );
  });

  it('count tokens by the day', () => {
    const { table } = open(0);
    table.keepVectors('m', [], { tokens: 5, day: '2026-11-27' });
    table.keepVectors('m', [], { tokens: 5, day: '2026-11-28' });
    table.keepVectors('n', [], { tokens: 7, day: '2026-11-28' });
    assert.equal(table.embedded('m', '2026-11-28').tokensToday, 12);
    assert.equal(table.embedded('m', '2026-11-29').tokensToday, 0);
  });
});

describe('meaning beside words', () => {
  it('lifts what has both, and puts what only means the same behind it', () => {
    const byWords = [
      { id: 1, score: 10 },
      { id: 2, score: 9 },
      { id: 3, score: 1 },
    ];
    const found = weighMeaning(
      byWords,
      new Map([
        [2, 1],
        [3, 0.5],
        [4, 1],
        [5, 0],
      ]),
    );
    assert.deepEqual(found, [
      { id: 2, score: 12.6 },
      { id: 1, score: 10 },
      { id: 4, score: 2 },
      { id: 3, score: 1.2 },
    ]);
    assert.deepEqual(weighMeaning(byWords, new Map()), byWords);
    assert.deepEqual(weighMeaning([], new Map([[7, 1]])), [{ id: 7, score: 0.2 }]);
  });
});
