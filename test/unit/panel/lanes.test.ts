import assert from 'node:assert/strict';
import fc from 'fast-check';
import { layoutLanes, sideBySide } from '../../../src/webview/lanes';

const node = (id: string, ...dependsOn: string[]) => ({ id, dependsOn });

describe('lanes of the plan panel', () => {
  it('draws a chain as one lane', () => {
    const graph = layoutLanes([node('a'), node('b', 'a'), node('c', 'b')]);
    assert.equal(graph.width, 1);
    assert.deepEqual(
      graph.rows.map((row) => row.lane),
      [0, 0, 0],
    );
  });

  it('forks, keeps the first branch in place and joins again', () => {
    const graph = layoutLanes([node('a'), node('b', 'a'), node('c', 'a'), node('d', 'b', 'c')]);
    assert.deepEqual(
      graph.rows.map((row) => row.lane),
      [0, 0, 1, 0],
    );
    assert.deepEqual(
      graph.rows[3]?.edges.map(({ kind, from, to }) => [kind, from, to]),
      [
        ['in', 0, 0],
        ['in', 1, 0],
      ],
    );
  });

  it('leaves out waits that follow from others', () => {
    const graph = layoutLanes([node('a'), node('b', 'a'), node('c', 'a', 'b')]);
    assert.equal(graph.width, 1);
  });

  it('puts independent steps into one lane without lines', () => {
    const graph = layoutLanes([node('a'), node('b'), node('c')]);
    assert.ok(graph.rows.every((row) => row.lane === 0 && row.edges.length === 0));
    assert.equal(sideBySide([node('a'), node('b'), node('c')]), 3);
  });

  it('ignores waits for steps that come later or do not exist', () => {
    assert.doesNotThrow(() => layoutLanes([node('a', 'b', 'nowhere', 'a'), node('b', 'a')]));
  });

  it('connects every line from row to row, whatever the plan', () => {
    const plan = fc
      .integer({ min: 1, max: 25 })
      .chain((count) =>
        fc.tuple(
          ...Array.from({ length: count }, (_, index) =>
            fc.uniqueArray(fc.integer({ min: 0, max: Math.max(0, index - 1) }), { maxLength: 4 }),
          ),
        ),
      );
    fc.assert(
      fc.property(plan, (waits) => {
        const { rows } = layoutLanes(
          waits.map((ids, index) => node(`s${index}`, ...ids.filter((id) => id < index).map((id) => `s${id}`))),
        );
        let open = new Map<number, string>();
        for (const row of rows) {
          for (const edge of row.edges) if (edge.kind !== 'out') assert.equal(open.get(edge.from), edge.source);
          const next = row.edges.filter((edge) => edge.kind !== 'in').map((edge) => [edge.to, edge.source] as const);
          open = new Map(next);
          assert.equal(open.size, next.length, 'two lines share a lane');
        }
        assert.equal(open.size, 0);
      }),
    );
  });
});
