import type { RecordedTask } from '../task';

const findings = [
  'src/store/journalFile.js:22 The journal is read before the lock is taken. Two programs that add at the same time both ' +
    'read the same text, and the second one writes over the transaction of the first. Read inside of withLock.',
  'src/store/journalFile.js:22 Every error of reading counts as an empty journal: with EACCES or EMFILE the whole file ' +
    'is replaced by the new transaction. Only ENOENT may mean empty.',
  'src/store/backups.js:19 The list is the oldest first, and as many as are to be kept are removed from it: with five ' +
    'copies and keep 5 all but the newest go, and with fewer than five copies the new one goes too. Remove ' +
    'copies.slice(0, -keep).',
  'src/store/journalFile.js:28 writeFile empties the journal before it writes; a crash or a full disk in between leaves ' +
    'half of it. Write a temporary file and rename it.',
  'src/store/lock.js:24 When the job fails the lock stays, so that nothing can be written for a minute. Use finally.',
  'src/store/lock.js:17 A lock counts as stale by its age alone: two programs that wait can both remove it, the second ' +
    'one the new lock of the first, and then both write.',
  'test/store.test.js No test makes copies, adds twice at once, or lets a job fail. I read the code; I saw none of this happen.',
];

/** Bugs to be found by reading three files, nothing to be changed. */
export const ledgerReview: RecordedTask = {
  kind: 'review',
  name: 'ways to lose data',
  project: 'ledger',
  goal: 'Review src/store. Above all: ways to lose data. Change nothing.',
  edits: [],
  finds: ['journalFile.js:22', 'backups.js:19', 'journalFile.js:28', 'lock.js:24', 'lock.js:17'],
  loop: {
    turns: [
      { say: '', calls: [{ name: 'list_files', input: {} }] },
      {
        say: '',
        calls: [
          ...['src/store/journalFile.js', 'src/store/backups.js', 'src/store/lock.js', 'test/store.test.js'].map(
            (path) => ({ name: 'read_file', input: { path } }),
          ),
          { name: 'search', input: { pattern: 'appendTransaction|backUp|withLock', glob: 'src/**/*.js' } },
        ],
      },
      { say: '', calls: [{ name: 'run_tests', input: {} }] },
    ],
    end: findings.join('\n'),
  },
  flux: {
    workflow: { name: 'review', inputs: { target: 'src/store', focus: 'ways to lose data' } },
    looks: [{ read: 'test/store.test.js' }],
    plan: {
      summary: 'Findings on how src/store can lose data',
      notes: [...findings, 'Not looked at: what reads journals.'],
    },
    steps: [{ step: { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'no_new_errors' }] } }],
  },
};
