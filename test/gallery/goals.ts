import type { Answer, ScriptedRequest } from '../model/scriptedModel';
import { heldCommand, type Holds } from './holds';

/** A goal and what the model answers for it, by purpose. */
interface ScriptedGoal {
  readonly goal: string;
  readonly plan: Answer;
  readonly bind?: Answer;
  readonly decide?: Answer;
}

const json = (value: object) => JSON.stringify(value);
const emailCheck = String.raw`  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) problems.email = 'Enter a valid e-mail address.';`;
const emptyCheck = "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';";
const edit = (id: string, path: string, from: string, to: string) =>
  `=== ${id} ===\n${path}\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n`;
const file = (id: string, text: string) => `=== ${id} ===\n\`\`\`md\n${text}\n\`\`\`\n`;
const runTests = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
const seed = { id: 'seed', title: 'Fill in the sample accounts', tool: 'run_command', input: { command: heldCommand } };
const validate = {
  id: 'validate',
  title: 'Check the e-mail address in the form',
  tool: 'edit_file',
  input: { path: 'src/login/validate.js' },
};
const write = (id: string, title: string, path: string) => ({
  id,
  title,
  tool: 'write_file',
  input: { path },
  dependsOn: [],
});

const serverError: Answer = { text: '', fault: { kind: 'status', status: 500, times: Infinity } };
const wrongKey: Answer = { text: '', fault: { kind: 'status', status: 401, times: Infinity } };

/** What the pictures are about. Each goal stands alone, so that any scene can be shown without the others. */
export const goals = {
  /** Verified in the end; its second step runs until it is let go. */
  validation: {
    goal: 'add email validation to the login form and make the tests pass',
    plan: `${json({
      summary: 'The login form refuses what is not an e-mail address',
      steps: [validate, { ...seed, dependsOn: ['validate'] }, { ...runTests, dependsOn: ['seed'] }],
      verify: 'tests',
      notes: ['Addresses without a dot in their domain are refused too.'],
    })}\n${edit('validate', 'src/login/validate.js', emptyCheck, `${emptyCheck}\n${emailCheck}`)}`,
  },
  /** Nothing proves it. */
  notes: {
    goal: 'write release notes for the next version',
    plan: `${json({
      summary: 'Release notes tell of the next version',
      steps: [write('notes', 'Write the release notes', 'NOTES.md')],
    })}\n${file('notes', '# Next version\n\nSign-in is checked more closely.')}`,
  },
  /** Three steps side by side, to look at before they are approved. */
  guide: {
    goal: 'document the login form for new colleagues',
    plan: `${json({
      summary: 'The login form is documented for new colleagues',
      steps: [
        write('guide', 'Write a guide', 'docs/guide.md'),
        write('faq', 'Write an FAQ', 'docs/faq.md'),
        { ...write('index', 'Write an index', 'docs/index.md'), dependsOn: ['guide', 'faq'] },
      ],
      notes: ['Nothing of the code changes.'],
    })}\n${file('guide', '# Guide')}${file('faq', '# FAQ')}${file('index', '# Index')}`,
  },
  /** Changes something, the tests fail as before, and the model cannot say what next. */
  failing: {
    goal: 'refuse passwords without a digit',
    plan: `${json({
      summary: 'Passwords need a digit',
      steps: [
        {
          id: 'length',
          title: 'Name the shortest password',
          tool: 'edit_file',
          input: { path: 'src/login/validate.js' },
        },
        runTests,
      ],
      verify: 'tests',
    })}\n${edit('length', 'src/login/validate.js', 'export const shortestPassword = 8;', '/** In characters. */\nexport const shortestPassword = 8;')}`,
    decide: serverError,
  },
  /** Asks before it plans. */
  asking: {
    goal: 'keep people signed in for longer',
    plan: json({
      summary: 'People stay signed in for longer',
      steps: [],
      questions: ['How long should somebody stay signed in?', 'Should that hold for administrators too?'],
    }),
  },
  /** A step fails, and the model asks what to do. */
  escalating: {
    goal: 'import the accounts of the old system',
    plan: json({
      summary: 'The accounts of the old system are imported',
      steps: [
        { ...seed, dependsOn: [] },
        { id: 'read', title: 'Read the old accounts', tool: 'read_files', input: { paths: ['old/accounts.csv'] } },
      ].reverse(),
    }),
    decide: json({
      action: 'escalate_to_human',
      reasoning: 'The file with the old accounts is not there.',
      task_description: 'Where are the accounts of the old system?',
      choices: ['In data/accounts.csv', 'Leave them out'],
    }),
  },
  /** A command that is worked out late, so that nobody has approved it. */
  permission: {
    goal: 'write the names of all source files to SOURCES.txt',
    plan: json({
      summary: 'SOURCES.txt lists all source files',
      steps: [
        { id: 'list', title: 'Write the list', tool: 'run_command', instruction: 'write all names to SOURCES.txt' },
      ],
    }),
    bind: json({ command: 'ls src > SOURCES.txt' }),
  },
  /** Waits for something else to happen. */
  sleeping: {
    goal: 'publish the notes once they are written',
    plan: json({
      summary: 'The notes are published once they are there',
      steps: [
        { id: 'read', title: 'Read the published notes', tool: 'read_files', input: { paths: ['published/notes.md'] } },
      ],
    }),
    decide: json({ action: 'wait_for_more_tasks', reasoning: 'The notes are not written yet.' }),
  },
  serverError: { goal: 'count the hours of all sessions', plan: serverError },
  wrongKey: { goal: 'count the minutes of all sessions', plan: wrongKey },
} satisfies Record<string, ScriptedGoal>;

const talk =
  'It is a **small sign-in module** without dependencies.\n\n- `submitLogin` in `src/login/form.js` checks the fields ' +
  'and opens a session.\n- Sessions end by themselves after 30 minutes without use.\n\nOne test is still failing: ' +
  '*refuses what is not an e-mail address*.';

/** What the scripted model answers, once the holds let it. */
export async function answerOf(request: ScriptedRequest, holds: Holds): Promise<Answer | undefined> {
  await holds.modelIsFree();
  if (request.purpose === 'converse') return talk;
  const about = goalOf(request.text);
  if (!about) return undefined;
  if (request.purpose === 'plan') return about.plan;
  if (request.purpose === 'bind') return about.bind;
  return request.purpose === 'decide' ? about.decide : undefined;
}

/** The goal that a request is about: the one named last, because a session that goes on quotes its earlier ones. */
function goalOf(text: string): ScriptedGoal | undefined {
  const all: ScriptedGoal[] = Object.values(goals);
  return all
    .map((about) => ({ about, at: text.lastIndexOf(about.goal) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => other.at - one.at)[0]?.about;
}
