import { editCalls, type Edit, type RecordedTask } from '../task';

const loops = `  const selected = [];
  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    for (const posting of transaction.postings) {
      if (matches(query, posting, transaction)) selected.push({ posting, transaction });
    }
  }
`;
const importMatches = `import { matches } from '../queries/matches.js';\n`;
const importSelect = `import { selectPostings } from './selectPostings.js';\n`;
const head = (name: string, rest: string) => `export function ${name}(journal, { ${rest} } = {}) {\n`;

/** A report that keeps the list; its imports, and the rest of its options. */
function listed(name: string, [before, after]: readonly [string, string], options: string): Edit[] {
  const path = `src/reports/${name}.js`;
  return [
    { path, old: before + importMatches, new: after + importSelect },
    {
      path,
      old: head(`${name}Report`, `period = always, query = [], ${options}`) + loops,
      new:
        head(`${name}Report`, `${options}, ...selection`) + '  const selected = selectPostings(journal, selection);\n',
    },
  ];
}

const always = `import { always, isIn } from '../dates/period.js';\n`;
const edits: readonly Edit[] = [
  {
    path: 'src/reports/selectPostings.js',
    new: `import { always, isIn } from '../dates/period.js';
import { matches } from '../queries/matches.js';

/** The postings of a period that meet a query, each with its transaction, in the order of the journal. */
export function selectPostings(journal, { period = always, query = [] } = {}) {
${loops}  return selected;
}
`,
  },
  ...listed('balance', [always, ''], 'depth = 0, empty = false'),
  ...listed('register', [always, ''], 'newestFirst = false'),
  ...listed(
    'monthly',
    [
      `import { always, isIn, monthOf, monthsBetween } from '../dates/period.js';\n`,
      `import { monthOf, monthsBetween } from '../dates/period.js';\n`,
    ],
    'depth = 2, currency',
  ),
  {
    path: 'src/reports/budget.js',
    old: `import { isIn, monthsBetween } from '../dates/period.js';
import { addDays } from '../dates/day.js';
${importMatches}`,
    new: `import { monthsBetween } from '../dates/period.js';
import { addDays } from '../dates/day.js';
${importSelect}`,
  },
  {
    path: 'src/reports/budget.js',
    old: loops,
    new: `  const selected = selectPostings(journal, { period, query });\n`,
  },
  { path: 'src/reports/income.js', old: always + importMatches, new: importSelect },
  {
    path: 'src/reports/income.js',
    old: `${head('incomeReport', 'period = always, query = [], depth = 2')}  const sections = { Income: new Map(), Expenses: new Map() };
  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    for (const posting of transaction.postings) {
      if (!matches(query, posting, transaction)) continue;
      const section = sections[rootOf(posting.account)];
      if (!section) continue;
      const name = cutTo(posting.account, depth);
      if (!section.has(name)) section.set(name, createSums());
      section.get(name).add(rootOf(name) === 'Income' ? negate(posting.amount) : posting.amount);
    }
  }
`,
    new: `${head('incomeReport', 'depth = 2, ...selection')}  const sections = { Income: new Map(), Expenses: new Map() };
  for (const { posting } of selectPostings(journal, selection)) {
    const section = sections[rootOf(posting.account)];
    if (!section) continue;
    const name = cutTo(posting.account, depth);
    if (!section.has(name)) section.set(name, createSums());
    section.get(name).add(rootOf(name) === 'Income' ? negate(posting.amount) : posting.amount);
  }
`,
  },
  { path: 'src/reports/cashflow.js', old: always + importMatches, new: importSelect },
  {
    path: 'src/reports/cashflow.js',
    old: head('cashflowReport', `accounts = ['Assets'], period = always, query = []`),
    new: head('cashflowReport', `accounts = ['Assets'], ...selection`),
  },
  {
    path: 'src/reports/cashflow.js',
    old: `  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    if (!transaction.postings.some(isOwn)) continue;
    for (const posting of transaction.postings) {
      if (isOwn(posting) || !matches(query, posting, transaction)) continue;
      if (!flows.has(posting.account)) flows.set(posting.account, createSums());
      flows.get(posting.account).add(posting.amount);
    }
  }
`,
    new: `  for (const { posting, transaction } of selectPostings(journal, selection)) {
    if (isOwn(posting) || !transaction.postings.some(isOwn)) continue;
    if (!flows.has(posting.account)) flows.set(posting.account, createSums());
    flows.get(posting.account).add(posting.amount);
  }
`,
  },
];
const reports = ['balance', 'register', 'monthly', 'budget', 'income', 'cashflow'];

/** The same two loops in six files. */
export const ledgerRefactor: RecordedTask = {
  kind: 'refactor',
  name: 'one function for six',
  project: 'ledger',
  goal:
    'Six reports collect the postings of a period and a query with the same two loops. Move them into one function, ' +
    'selectPostings, and use it in all of them.',
  edits,
  loop: {
    turns: [
      {
        say: 'I look for these loops.',
        calls: [
          { name: 'list_files', input: { glob: 'src/reports/*' } },
          { name: 'search', input: { pattern: 'isIn\\(|matches\\(', glob: 'src/**/*.js' } },
        ],
      },
      { say: '', calls: reports.map((name) => ({ name: 'read_file', input: { path: `src/reports/${name}.js` } })) },
      { say: 'Now the function, and the six reports.', calls: editCalls(edits) },
      { say: '', calls: [{ name: 'run_tests', input: {} }] },
    ],
    end:
      'src/reports/selectPostings.js collects the postings of a period that meet a query; balance, register, monthly, ' +
      'budget, income and cashflow use it. No behaviour changes. export filters whole transactions and stays as it is. ' +
      'All tests pass.',
  },
  flux: {
    looks: ['balance', 'monthly', 'budget', 'income', 'cashflow'].map((name) => ({
      read: `src/reports/${name}.js`,
      lines: [1, 8],
    })),
    plan: { summary: 'Six reports collect their postings with selectPostings', verify: 'verify' },
    steps: [
      {
        step: { id: 'make', title: 'Make selectPostings', tool: 'write_file', input: { path: edits[0]!.path } },
        edits: edits.slice(0, 1),
      },
      { step: { id: 'use', title: 'Use it in six reports', tool: 'edit_file' }, edits: edits.slice(1) },
      { step: { id: 'verify', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'no_new_errors' }] } },
    ],
  },
};
