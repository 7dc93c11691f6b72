import { editCalls, type Edit, type RecordedTask } from '../task';

const edits: readonly Edit[] = [
  {
    path: 'src/cli/args.js',
    old: `  newest: { kind: 'flag', short: 'n' },\n`,
    new: `  newest: { kind: 'flag', short: 'n' },\n  last: { kind: 'number', short: 'l' },\n`,
  },
  {
    path: 'src/cli/help.js',
    old: `  -n, --newest           newest first (register)\n`,
    new: `  -n, --newest           newest first (register)\n  -l, --last <n>         only the last n postings (register)\n`,
  },
  {
    path: 'src/reports/register.js',
    old: ` * around; the sums stay as they are.
 */
export function registerReport(journal, { period = always, query = [], newestFirst = false } = {}) {
`,
    new: ` * around, \`last\` leaves only so many at the end; the sums stay as they are.
 */
export function registerReport(journal, { period = always, query = [], newestFirst = false, last = Infinity } = {}) {
`,
  },
  {
    path: 'src/reports/register.js',
    old: `  return { rows: newestFirst ? rows.reverse() : rows };\n`,
    new: `  const shown = rows.slice(Math.max(0, rows.length - last));
  return { rows: newestFirst ? shown.reverse() : shown };
`,
  },
  {
    path: 'src/cli/commands/register.js',
    old: `  const { rows } = registerReport(opened, { period, query: query(), newestFirst: options.newest });\n`,
    new: `  const { newest: newestFirst, last } = options;
  const { rows } = registerReport(opened, { period, query: query(), newestFirst, last });
`,
  },
  {
    path: 'docs/reports.md',
    old: `Postings one by one with the sum of all up to them. In a period the sum begins at nothing. \`--newest\` turns the order
around. CSV, JSON.
`,
    new: `Postings one by one with the sum of all up to them. In a period the sum begins at nothing. \`--newest\` turns the order
around. \`--last 10\` shows only the last ten; the sum counts those before, too. CSV, JSON.
`,
  },
  {
    path: 'test/register.test.js',
    old: `test('can show the newest first', () => {\n`,
    new: `test('can show only the last ones, with the sum of all', () => {
  const two = [
    ['2024-02-10', 3580, 4000],
    ['2024-03-09', 840, 4840],
  ];
  assert.deepEqual(brief(registerReport(household(), { query: food, last: 2 })), two);
  assert.deepEqual(brief(registerReport(household(), { query: food, last: 2, newestFirst: true })), two.toReversed());
  assert.equal(registerReport(household(), { query: food, last: 9 }).rows.length, 3);
  assert.equal(registerReport(household(), { query: food, last: 0 }).rows.length, 0);
});

test('can show the newest first', () => {
`,
  },
];

const reads = [
  'src/cli/args.js',
  'src/cli/help.js',
  'src/cli/commands/register.js',
  'src/reports/register.js',
  'test/register.test.js',
  'docs/reports.md',
];

/** An option through five layers, with help, a document and a test. */
export const ledgerFeature: RecordedTask = {
  kind: 'feature',
  name: 'an option',
  project: 'ledger',
  goal:
    'Add an option --last <n> to ledger register: only the last n postings are shown, and the running balance still ' +
    'counts from the first one.',
  edits,
  loop: {
    turns: [
      {
        say: 'I look for how register and its options are made.',
        calls: [
          { name: 'list_files', input: {} },
          { name: 'search', input: { pattern: 'newest|registerReport' } },
        ],
      },
      { say: '', calls: reads.map((path) => ({ name: 'read_file', input: { path } })) },
      { say: 'The rows are cut after the sums are made. Now all of it.', calls: editCalls(edits) },
      { say: '', calls: [{ name: 'run_tests', input: {} }] },
    ],
    end:
      '`ledger register --last <n>` (or -l) shows only the last n postings; the balance counts from the first one, and ' +
      '--newest turns what is shown around. Changed: src/cli/args.js, src/cli/help.js, src/cli/commands/register.js, ' +
      'src/reports/register.js, docs/reports.md, and a test in test/register.test.js. All tests pass.',
  },
  flux: {
    looks: [{ read: 'src/cli/args.js', lines: [1, 16] }, { read: 'docs/reports.md' }],
    plan: {
      summary: 'ledger register shows only the last n postings with --last n',
      verify: 'verify',
      notes: ['-l is short for it.'],
    },
    steps: [
      { step: { id: 'last', title: 'Add --last to register, with help, document and test', tool: 'edit_file' }, edits },
      { step: { id: 'verify', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'no_new_errors' }] } },
    ],
  },
};
