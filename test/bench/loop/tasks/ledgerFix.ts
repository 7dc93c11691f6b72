import { editCalls, type Edit, type RecordedTask } from '../task';

const edits: readonly Edit[] = [
  {
    path: 'src/amounts/parseAmount.js',
    old: `  const units = Number(whole || 0) * 10 ** decimals;
  const rest = Number(fraction.padEnd(decimals, '0') || 0);
  return units < 0 ? units - rest : units + rest;
`,
    new: `  const digits = whole.replace(/^[+-]/, '');
  const units = Number(digits || 0) * 10 ** decimals + Number(fraction.padEnd(decimals, '0') || 0);
  return whole.startsWith('-') && units > 0 ? -units : units;
`,
  },
  {
    path: 'test/parseAmount.test.js',
    old: `test('writes amounts', () => {\n`,
    new: `test('keeps the sign where the whole part is nothing', () => {
  assert.equal(units('-0.05 EUR'), -5);
  assert.equal(units('EUR -0,50'), -50);
  assert.equal(units('-0 EUR'), 0);
});

test('writes amounts', () => {
`,
  },
];

/** A bug that is described by what it does, in a project of 74 files. */
export const ledgerFix: RecordedTask = {
  kind: 'fix',
  name: 'a wrong sign',
  project: 'ledger',
  goal: 'An amount like -0.05 EUR is read as 0.05 EUR: the sign is lost where the whole part is 0. Fix it.',
  edits,
  loop: {
    turns: [
      {
        say: 'I look for where amounts are read.',
        calls: [
          { name: 'list_files', input: {} },
          { name: 'search', input: { pattern: 'parseAmount\\(' } },
        ],
      },
      {
        say: '',
        calls: ['src/amounts/parseAmount.js', 'test/parseAmount.test.js'].map((path) => ({
          name: 'read_file',
          input: { path },
        })),
      },
      {
        say: 'Number("-0") is 0, so the sign is gone before the decimals are added. I take the sign apart first.',
        calls: editCalls(edits),
      },
      { say: '', calls: [{ name: 'run_tests', input: {} }] },
    ],
    end:
      'unitsOf in src/amounts/parseAmount.js took the sign from the whole part as a number, where -0 is not less than 0. ' +
      'It now reads the sign from the text. A test in test/parseAmount.test.js covers -0.05, -0,50 and -0. All tests pass.',
  },
  flux: {
    plan: { summary: 'Amounts below one keep their sign', verify: 'verify' },
    steps: [
      { step: { id: 'fix', title: 'Keep the sign of amounts below one, with a test', tool: 'edit_file' }, edits },
      { step: { id: 'verify', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] } },
    ],
  },
};
