import { editCalls, type Edit, type RecordedTask } from '../task';

const edits: readonly Edit[] = [
  {
    path: 'src/login/validate.js',
    old: `  if (!email?.trim()) problems.email = 'Enter your e-mail address.';\n`,
    new:
      `  if (!email?.trim()) problems.email = 'Enter your e-mail address.';\n` +
      `  else if (!/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(email.trim())) problems.email = 'Enter a valid e-mail address.';\n`,
  },
  {
    path: 'README.md',
    old: 'Run the tests with `npm test`. One of them fails: an e-mail address is accepted whatever it looks like.\n',
    new: 'Run the tests with `npm test`.\n',
  },
];

/** A failing test in a very small project. */
export const loginFix: RecordedTask = {
  kind: 'fix',
  name: 'a failing test',
  project: 'login',
  goal: 'One test fails. Find out why and make the tests pass.',
  edits,
  loop: {
    turns: [
      {
        say: 'I run the tests first and look at what is there.',
        calls: [
          { name: 'run_tests', input: {} },
          { name: 'list_files', input: {} },
        ],
      },
      {
        say: '',
        calls: ['src/login/validate.js', 'test/validate.test.js', 'README.md'].map((path) => ({
          name: 'read_file',
          input: { path },
        })),
      },
      { say: 'Nothing checks the shape of the address. I add that, and correct the README.', calls: editCalls(edits) },
      { say: '', calls: [{ name: 'run_tests', input: {} }] },
    ],
    end:
      'validateLogin accepted any text as an e-mail address. It now says “Enter a valid e-mail address.” where the text ' +
      'is not like name@host.domain (src/login/validate.js). The README no longer says that a test fails. All tests pass.',
  },
  flux: {
    plan: {
      summary: 'What is no e-mail address is refused, so that the failing test passes',
      verify: 'verify',
      notes: ['The README said that a test fails; that sentence goes.'],
    },
    steps: [
      { step: { id: 'fix', title: 'Refuse what is no e-mail address', tool: 'edit_file' }, edits },
      { step: { id: 'verify', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] } },
    ],
  },
};
