import assert from 'node:assert/strict';
import { dependents, findCycle, misplaced, widest } from '../../../src/core/plan/graph';
import { settleDependencies as settle, type Unordered } from '../../../src/core/plan/dependencies';
import { memoryWorkspace } from './memoryWorkspace';

const { tools } = memoryWorkspace({});
const settleDependencies = (steps: readonly Unordered[], verify: string | undefined) => settle(steps, verify, tools);

const node = (id: string, ...dependsOn: string[]) => ({ id, dependsOn });
const step = (
  id: string,
  effect: Unordered['effect'],
  writes: string[] = [],
  dependsOn?: string[],
  tool = effect === 'execute' ? 'run_tests' : 'edit_file',
): Unordered => ({ id, tool, effect, writes, dependsOn });

describe('graph', () => {
  it('finds a cycle and none where there is none', () => {
    assert.equal(findCycle([node('a'), node('b', 'a'), node('c', 'a', 'b')]), undefined);
    assert.deepEqual(findCycle([node('a', 'c'), node('b', 'a'), node('c', 'b')]), ['a', 'c', 'b', 'a']);
    assert.deepEqual(findCycle([node('a', 'a')]), ['a', 'a']);
  });

  it('bears a chain of 10,000 steps', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      index === 0 ? node('s0') : node(`s${index}`, `s${index - 1}`),
    );
    assert.equal(findCycle(chain), undefined);
  });

  it('knows who waits for whom, and what an order breaks', () => {
    const steps = [node('a'), node('b', 'a'), node('c', 'b'), node('d')];
    assert.deepEqual([...dependents(steps, 'a')].sort(), ['b', 'c']);
    assert.deepEqual(misplaced(steps, ['b', 'a', 'c', 'd']), { step: 'b', after: 'a' });
    assert.equal(misplaced(steps, ['d', 'a', 'b', 'c']), undefined);
    assert.equal(widest(steps), 2);
  });
});

describe('settleDependencies', () => {
  it('orders what conflicts and leaves the rest side by side', () => {
    const settled = settleDependencies(
      [
        step('look', 'read'),
        step('a', 'write', ['a.js']),
        step('b', 'write', ['b.js']),
        step('a2', 'write', ['a.js']),
        step('tests', 'execute'),
      ],
      'tests',
    );
    assert.deepEqual(settled.get('b'), []);
    assert.deepEqual(settled.get('a2'), ['a']);
    assert.deepEqual(settled.get('tests')?.sort(), ['a2', 'b']);
  });

  it('puts the edit after the test run that shows the defect', () => {
    const settled = settleDependencies(
      [step('evidence', 'execute'), step('fix', 'write', ['a.js']), step('tests', 'execute')],
      'tests',
    );
    assert.deepEqual(settled.get('fix'), ['evidence']);
    assert.deepEqual(settled.get('tests'), ['fix']);
  });

  it('takes a pattern for any file', () => {
    const settled = settleDependencies(
      [step('a', 'write', ['src/a.ts']), step('format', 'write', ['**/*.ts'])],
      undefined,
    );
    assert.deepEqual(settled.get('format'), ['a']);
  });

  it('keeps what the plan says, but verification and commits come after the work', () => {
    const settled = settleDependencies(
      [
        step('fix', 'write', ['a.js'], []),
        step('tests', 'execute', [], []),
        step('commit', 'execute', [], ['fix'], 'git_commit'),
      ],
      'tests',
    );
    assert.deepEqual(settled.get('tests'), ['fix']);
    assert.deepEqual(settled.get('commit')?.sort(), ['fix', 'tests']);
  });
});
