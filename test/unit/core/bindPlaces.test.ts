import assert from 'node:assert/strict';
import type { PlanSnapshot, StepSnapshot } from '../../../src/contracts/session';
import { createShownRanges } from '../../../src/core/brief/shownRanges';
import { bindPlaces } from '../../../src/core/run/bindPlaces';
import { memoryWorkspace } from './memoryWorkspace';
import { withIndex } from './withIndex';

const filler = (name: string, count = 120) =>
  Array.from({ length: count }, (_, at) => `export function ${name}${at}(value) {\n  return value + ${at};\n}\n`).join(
    '\n',
  );
const backoff = 'export function nextDelay(attempt) {\n  return Math.min(30_000, 250 * 2 ** attempt);\n}\n';

describe('the places that a binding sees', () => {
  let indexed: ReturnType<typeof withIndex>;
  beforeEach(() => {
    indexed = withIndex(
      memoryWorkspace({
        'src/net.js': `${filler('send')}\n${backoff}\n${filler('receive')}`,
        'test/net.test.js': `${filler('check')}\ntest('nextDelay doubles', () => assert.equal(nextDelay(1), 500));\n`,
        'src/far.js': filler('far'),
      }),
    );
  });
  afterEach(() => indexed.remove());

  async function seen(step: Partial<StepSnapshot>, looked: PlanSnapshot['looked'] = []) {
    const { place } = indexed;
    const edit = place.tools.find(({ name }) => name === 'edit_file')!;
    const whole: StepSnapshot = {
      id: 'fix',
      title: 'Wait up to a minute',
      tool: 'edit_file',
      effect: 'write',
      instruction: 'The delay between attempts (nextDelay) may grow to a minute.',
      dependsOn: [],
      expect: [],
      late: true,
      writes: ['src/net.js'],
      about: '',
      status: 'running',
      ...step,
    };
    const shown = createShownRanges();
    const text = await bindPlaces(
      { step: whole, tool: edit },
      { plan: { summary: '', steps: [whole], source: 'model', looked } },
      { workspace: place, shown, signal: new AbortController().signal },
    );
    return { text, headings: text.split('\n').filter((line) => line.startsWith('### ')) };
  }

  it('are those that the plan names, each line once', async () => {
    const context = [
      { path: 'src/net.js', lines: [10, 20] as [number, number] },
      { path: 'src/net.js', lines: [18, 30] as [number, number] },
      { path: 'src/net.js', symbol: 'nextDelay' },
      { path: 'src/net.js', symbol: 'nextDelay' },
    ];
    const { headings } = await seen({ context });
    assert.deepEqual(headings, [
      '### src/net.js, 963 lines; outline',
      '### src/net.js lines 7-33 of 963',
      '### src/net.js lines 478-486 of 963',
    ]);
  });

  it('are what the index finds in a long file of which the plan names nothing, and nothing looked at', async () => {
    const { text, headings } = await seen({});
    assert.match(text, /return Math\.min\(30_000/);
    assert.ok(text.length < 4_000, `${text.length}`);
    assert.ok(
      headings.every((line) => line.includes('src/net.js')),
      headings.join('\n'),
    );
    const named = await seen({ context: [{ path: 'src/net.js', lines: [1, 5] }] });
    assert.doesNotMatch(named.text, /return Math\.min\(30_000/);
    const looked = await seen({}, [{ path: 'src/net.js', lines: [1, 5] }]);
    assert.doesNotMatch(looked.text, /return Math\.min\(30_000/);
  });

  it('are tests, too, where the step is about them, and what stands beside a new file', async () => {
    const tests = await seen({ writes: ['test/net.test.js'], title: 'Test nextDelay' });
    assert.match(tests.text, /nextDelay doubles/);
    const fresh = await seen({ writes: ['test/delay.test.js'], title: 'Test nextDelay' });
    assert.match(fresh.text, /### test\/delay\.test\.js does not exist yet[\s\S]*nextDelay doubles/);
    assert.ok(
      fresh.headings.every((line) => line.includes('test/')),
      fresh.headings.join('\n'),
    );
  });
});
