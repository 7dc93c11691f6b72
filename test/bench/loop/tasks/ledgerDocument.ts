import { editCalls, type Edit, type RecordedTask } from '../task';

const edits: readonly Edit[] = [
  {
    path: 'docs/configuration.md',
    new: `# Configuration

Settings stand in a file \`.ledgerrc.json\`. The nearest one counts, from the current folder upwards; without one the defaults
hold. A setting that is not known, or has a value that it cannot have, is an error that names the file.

| Setting | Default | Values | Means |
|---|---|---|---|
| \`journal\` | \`main.journal\` | a path | the journal, relative to the file's folder |
| \`currency\` | none | three to five capital letters | the currency of amounts that name none; a \`currency\` in the journal comes first |
| \`amountStyle\` | \`code\` | \`code\`, \`symbol\` | \`12.50 EUR\` or \`€12.50\` |
| \`depth\` | 0 | a whole number | how deep accounts are shown in reports without \`--depth\`; 0 shows all |
| \`maxWidth\` | 0 | 0, or from 40 | the widest line of a table; 0 takes the terminal's width |
| \`backups\` | 5 | 0 to 100 | copies that are kept when the journal is written; 0 keeps none |
| \`lockSeconds\` | 10 | a number from 0 | how long writing waits for another program that writes the same journal |
| \`cashAccounts\` | \`["Assets"]\` | a list of accounts | what \`cashflow\` takes as one's own |

\`\`\`json
{ "journal": "books/main.journal", "currency": "EUR", "depth": 2 }
\`\`\`

## Environment

\`LEDGER_FILE\` names the journal, relative to the current folder, and \`LEDGER_CURRENCY\` the currency. Both come before the
file. \`NO_COLOR\` turns colours off.
`,
  },
];

/** A page that has fallen behind the code. */
export const ledgerDocument: RecordedTask = {
  kind: 'document',
  name: 'a page of settings',
  project: 'ledger',
  goal:
    'docs/configuration.md is out of date. Describe every setting that the code knows, with its default and its values, ' +
    'where the file is looked for, and what the environment can set.',
  edits,
  loop: {
    turns: [
      {
        say: 'I read the page and look for settings.',
        calls: [
          { name: 'read_file', input: { path: 'docs/configuration.md' } },
          { name: 'list_files', input: {} },
          { name: 'search', input: { pattern: 'config\\.|env\\.', glob: 'src/**/*.js' } },
        ],
      },
      {
        say: '',
        calls: ['src/config/config.js', 'src/config/defaults.js'].map((path) => ({
          name: 'read_file',
          input: { path },
        })),
      },
      { say: 'I write the page anew.', calls: editCalls(edits) },
    ],
    end:
      'docs/configuration.md describes all eight settings with defaults and values, the search for .ledgerrc.json, and ' +
      'LEDGER_FILE, LEDGER_CURRENCY and NO_COLOR. The page named a setting `colour` that does not exist, and wrong ' +
      'defaults for journal and currency. No code was changed, so no tests were run.',
  },
  flux: {
    looks: [{ search: 'NO_COLOR|env\\.', in: 'src/**/*.js' }],
    plan: {
      summary: 'docs/configuration.md describes every setting as the code has it',
      notes: ['The page named a setting “colour” that does not exist, and wrong defaults for journal and currency.'],
    },
    steps: [
      {
        step: {
          id: 'page',
          title: 'Write the page on configuration anew',
          tool: 'write_file',
          input: { path: 'docs/configuration.md' },
        },
        edits,
      },
    ],
  },
};
