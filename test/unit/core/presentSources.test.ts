import assert from 'node:assert/strict';
import type { PlanSnapshot, SessionSnapshot, StepSnapshot, TestCounts } from '../../../src/contracts/session';
import { createShownRanges } from '../../../src/core/brief/shownRanges';
import { presentSources } from '../../../src/core/decide/presentSources';
import { memoryWorkspace, type MemoryWorkspace } from './memoryWorkspace';
import { withIndex } from './withIndex';

const filler = (name: string, count = 60) =>
  Array.from({ length: count }, (_, at) => `export function ${name}${at}(value) {\n  return value + ${at};\n}\n`).join(
    '\n',
  );
const total = `/** What a cart costs, in cents. */
export function totalOf(cart) {
  let sum = 0;
  for (const { price, count } of cart.lines) sum += price * count;
  return sum - cart.voucher.cents;
}
`;
const test = (name: string, lines: readonly string[]) => `test('${name}', () => {\n${lines.join('\n')}\n});\n`;
const cartTest = `import { totalOf } from '../src/cart.js';

${test('an empty cart costs nothing', ['  assert.equal(totalOf({ lines: [], voucher: none }), 0);'])}
${test(
  'a voucher is taken off',
  Array.from({ length: 20 }, (_, at) => `  cart.lines.push({ price: ${at}, count: 1 });`).concat(
    '  assert.equal(totalOf(cart), 90);',
  ),
)}
${Array.from({ length: 40 }, (_, at) => test(`another ${at}`, ['  assert.ok(true);'])).join('\n')}`;

const base: StepSnapshot = {
  id: 'tests',
  title: 'Run the tests',
  tool: 'run_tests',
  effect: 'execute',
  dependsOn: [],
  expect: [],
  late: false,
  writes: [],
  about: '',
  status: 'failed',
};

describe('the present text that a decision sees', () => {
  let indexed: ReturnType<typeof withIndex> | undefined;
  afterEach(() => {
    indexed?.remove();
    indexed = undefined;
  });

  const place = (files: Record<string, string>): MemoryWorkspace => memoryWorkspace(files);
  async function seen(workspace: MemoryWorkspace, step: Partial<StepSnapshot>, done: readonly StepSnapshot[] = []) {
    const failed = { ...base, ...step };
    const plan: PlanSnapshot = { summary: '', steps: [...done, failed], source: 'model' };
    const session = { changedFiles: done.flatMap(({ files = [] }) => files), plan } as Partial<SessionSnapshot>;
    const shown = createShownRanges();
    const text = await presentSources(session as SessionSnapshot, { why: 'failed', step: failed }, workspace, shown);
    return { text, headings: text.split('\n').filter((line) => line.startsWith('### ')), shown };
  }
  const failures = (...all: TestCounts['failures']): TestCounts => ({
    command: 'npm test',
    passed: 0,
    failed: all.length,
    skipped: 0,
    failures: all,
  });

  it('holds the failing test whole, and the function that it calls in a long file', async () => {
    const workspace = place({
      'src/cart.js': `${filler('a')}\n${total}\n${filler('b')}`,
      'test/cart.test.js': cartTest,
    });
    const { headings, text } = await seen(workspace, {
      tests: failures({ name: 'a voucher is taken off', file: 'test/cart.test.js', line: 27, message: '190 !== 90' }),
    });
    assert.deepEqual(headings, ['### test/cart.test.js lines 7-29 of 189', '### src/cart.js lines 241-246 of 486']);
    assert.match(text, /What a cart costs/);
  });

  it('holds the functions at the frames of a stack, and those that a compiler and a linter name', async () => {
    const workspace = place({ 'src/cart.js': `${filler('a')}\n${total}\n${filler('b')}`, 'src/other.js': filler('c') });
    const outputs = [
      "TypeError: Cannot read properties of undefined (reading 'cents')\n    at totalOf (src/cart.js:245:29)\n    at c3 (src/other.js:14:3)",
      'src/cart.js(245,29): error TS2532: Object is possibly undefined.\nsrc/other.js(14,3): error TS1005',
      'src/cart.js\n  245:29  error  x  no-undef\n\nsrc/other.js\n  14:3  error  y  no-undef\n',
      'at totalOf (cart.js:245:29)\nat c3 (other.js:14:3)',
    ];
    for (const message of outputs) {
      const { headings } = await seen(workspace, { tool: 'run_command', error: { reason: 'exit_code', message } });
      assert.deepEqual(
        headings,
        ['### src/cart.js lines 241-246 of 486', '### src/other.js lines 13-15 of 239'],
        message,
      );
    }
  });

  it('holds what a test calls wherever it is defined, if the index knows one place', async () => {
    indexed = withIndex(
      place({
        'shop/total.rb': `${'# x\n\n'.repeat(60)}def total_of(cart)\n  sum = 0\n  cart.each { |line| sum += line.price }\n  sum\nend\n`,
        'spec/cart_spec.rb': `it 'adds' do\n  expect(total_of(cart)).to eq 9\nend\n`,
      }),
    );
    await indexed.place.index?.upToDate();
    const { headings } = await seen(indexed.place, {
      tests: failures({ name: 'adds', file: 'spec/cart_spec.rb', line: 2, message: 'expected 9' }),
    });
    assert.deepEqual(
      headings.map((line) => line.split(' ')[1]),
      ['spec/cart_spec.rb', 'shop/total.rb'],
    );
  });

  it('holds what the run has changed, and shows nothing twice', async () => {
    const workspace = place({
      'src/cart.js': `${filler('a')}\n${total}\n${filler('b')}`,
      'test/cart.test.js': cartTest,
    });
    const block =
      'src/cart.js\n<<<<<<< SEARCH\n  return sum;\n=======\n  return sum - cart.voucher.cents;\n>>>>>>> REPLACE';
    const edit: StepSnapshot = {
      ...base,
      id: 'fix',
      tool: 'edit_file',
      effect: 'write',
      status: 'done',
      input: { edits: block },
      files: ['src/cart.js'],
    };
    const { text, headings } = await seen(
      workspace,
      {
        tests: failures({
          name: 'x',
          file: 'test/cart.test.js',
          line: 27,
          message: 'no\n    at totalOf (src/cart.js:245:3)',
        }),
      },
      [edit],
    );
    assert.equal(text.split('export function totalOf').length, 2);
    assert.equal(headings.length, 2);
  });

  it('keeps to its room, the first places of a failure before all else', async () => {
    const long = (name: string) =>
      `function ${name}() {\n${'  // something that is long enough to take some room here\n'.repeat(40)}}\n`;
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`src/f${at}.js`, `${filler('x')}${long(`g${at}`)}`]),
    );
    const message = Object.keys(files)
      .map((path) => `    at g (${path}:250:3)`)
      .join('\n');
    const { text, headings } = await seen(place(files), { error: { reason: 'exit_code', message } });
    assert.ok(text.length < 12_500, `${text.length}`);
    assert.match(headings[0] ?? '', /src\/f0\.js/);
    assert.equal(headings.length, 5);
  });

  it('is an outline of a long file of the run where no line is known', async () => {
    const workspace = place({ 'src/cart.js': filler('a') });
    const { text } = await seen(workspace, {
      tool: 'edit_file',
      writes: ['src/cart.js'],
      error: { reason: 'no_match', message: 'not found' },
    });
    assert.match(text, /### src\/cart\.js, 239 lines; outline/);
  });
});
