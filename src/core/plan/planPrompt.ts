import type { Role } from '../../contracts/agents';
import { foldEarlier } from '../compress/foldEarlier';
import type { EarlierGoal } from '../../contracts/decision';
import type { Message } from '../../contracts/model';
import type { Plan, PlanStep } from '../../contracts/plan';
import type { PlanSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { wordsPart, type Word } from '../steer/wordsInForce';
import { stepRules } from './stepRules';

/** How often the planner may look before it must plan. */
export const maxLooks = 2;

const role = `You are the planner; the person sees your plan, may change it and approves it. Nothing has run yet and \
you run nothing yourself.

Answer with JSON first and nothing before it, in one of two forms.

1. LOOK, when you cannot yet name the exact lines to change (at most \
${maxLooks} times; ask for everything at once; if what you were given suffices, plan at once):
{"look":[{"search":"regex","in":"src/**/*.{js,ts}"},{"read":"path","symbol":"name"},{"read":"path","lines":[40,90]},\
{"read":"path"},{"outline":"path"}]}
"in" (a glob or a symbol: "class Queue") and "lines" may be left out. Regexes have Rust's syntax (no look-around, no \
back-references), line by line; case counts. Ignored files are never searched. A read without lines gives up to 400 \
lines, longer files as an outline. At most 12 looks a time share 18,000 characters.

2. PLAN:
{"summary":"what will be different, one sentence","steps":[{"id":"fix","title":"…","tool":"…","input":{…},\
"instruction":"…","context":[{"path":"…","lines":[1,40]}],"dependsOn":["…"],"expect":[{"kind":"…"}]}],\
"verify":"id of the step that proves the goal",\
"notes":["what the person should know: an assumption, something left alone"],"questions":[]}
Only id, title and tool are always needed. "dependsOn" left out: the step waits for the earlier ones it conflicts \
with (tests, commands and edits for each other, edits only of the same file); [] = starts at once. \
"decisionPoint":true only on a step whose result decides what comes next.

Where you have seen the lines to change, send the edits with the plan: that saves a call and lets the person approve \
the real diff. Where the edit depends on what an earlier step finds out, leave it out, say in "instruction" what to \
achieve, and name in "context" the places that whoever writes it must see (a path alone, with "lines" or with \
"symbol"; 20,000 characters in all): they see only those and the results of the steps in dependsOn.`;

/** What earlier goals of the session may take, in characters; about 1,500 tokens. */
const earlierChars = 6_000;

/** For a model that cannot finish long answers. */
const smallSteps =
  'Long answers of yours were cut off here: plan smaller steps, each an edit of one file and of few lines, and send ' +
  'only short edits with the plan.';

/** What makes a plan good, with what the tools advise. */
function goodPlans(tools: readonly AnyTool[]): string {
  const uses = (effect: AnyTool['effect']) =>
    tools.flatMap(({ effect: own, advice }) => (own === effect && advice?.use ? [`${advice.use}; `] : [])).join('');
  const proofs = tools.flatMap(({ advice }) => advice?.proof ?? []).join('; or, ');
  return `Good plans: few steps; ${uses('write')}no steps that only read or search (look now instead; a decision \
point may); a fix or feature brings a test where the project has tests, unless a step proves it anyway; when existing \
tests contradict the goal, adapt them and say so in the title; documents that it makes false are changed too; \
"verify" is the step after the last edit that proves the goal (where nothing is edited, leave it out): \
${proofs}; ${uses('execute')}nothing else that the goal does not need. "questions" only when a wrong guess would cost \
the person dearly; then leave "steps" empty. A goal that is only a question, or that is met already, or where nothing \
is worth changing: "steps" empty and the answer in "notes". Findings that a goal asks for: a note each, the worst \
first, with file and line.`;
}

/**
 * The planner's system message: what never changes first, so that prompt caches hit.
 * @param own the tools that the plan may use; left out: all
 */
export function plannerSystem(tools: readonly AnyTool[], own?: readonly string[]): string {
  return `${stepRules(tools, own)}\n\n${role}\n\n${goodPlans(tools)}`;
}

/** A part of a goal that a decision wants planned. */
export interface TaskRequest {
  readonly description: string;
  readonly information?: string;
  readonly files: readonly string[];
  /** Who it is given to. */
  readonly role?: Role;
  /** What the run has done so far, a line each. */
  readonly done: readonly string[];
}

/** The first request for a plan. */
export function planMessages(request: {
  task?: TaskRequest;
  said?: readonly Word[];
  earlier?: readonly EarlierGoal[];
  goal: string;
  brief: string;
  tools: readonly AnyTool[];
  otherTools?: string;
  answers?: readonly Answer[];
  revise?: { plan: PlanSnapshot; request: string };
  /** What became of goals like this one. */
  resembling?: string;
  /** Answers of this model were cut by its limit. */
  isOftenCut?: boolean;
}): Message[] {
  const parts = [
    request.brief,
    ...(request.otherTools ? [request.otherTools] : []),
    ...(request.earlier && request.earlier.length > 0 ? [earlierText(request.earlier)] : []),
    ...(request.resembling ? [`# Before, in this workspace\n${request.resembling}`] : []),
    `# Goal\n${request.goal}`,
    ...(request.isOftenCut ? [smallSteps] : []),
  ];
  const said = unsaid(request.said ?? [], request);
  if (said.length > 0) parts.push(wordsPart(said, 'the goal'));
  if (request.task) parts.push(taskText(request.task));
  if (request.answers && request.answers.length > 0) parts.push(answersPart(request.answers));
  if (request.revise) parts.push(planPart(request.revise.plan), wishPart(request.revise.request));
  return [
    { role: 'system', content: plannerSystem(request.tools, request.task?.role?.tools) },
    { role: 'user', content: parts.join('\n\n') },
  ];
}

/**
 * What follows a conversation in which the goal was planned: answers to its questions, or what the person wants changed
 * in the plan, with what was not shown yet.
 */
export function furtherMessage(request: {
  brief: string;
  said: readonly Word[];
  answers: readonly Answer[];
  /** `plan`: where it is not as the model sent it. */
  revise?: { plan?: PlanSnapshot; request: string };
}): Message {
  const { brief, answers, revise } = request;
  const parts = [
    brief,
    wordsPart(unsaid(request.said, request), 'the goal'),
    answers.length > 0 && answersPart(answers),
    revise?.plan && planPart(revise.plan),
    revise && wishPart(revise.request),
  ];
  return { role: 'user', content: parts.filter(Boolean).join('\n\n') };
}

/** A question of the model's, and what the person said to it. */
interface Answer {
  readonly question: string;
  readonly reply: string;
}

/** What the person has said that no other part of a request says. */
function unsaid(
  said: readonly Word[],
  { answers, revise }: { answers?: readonly Answer[]; revise?: { request: string } },
): readonly Word[] {
  return said.filter(
    ({ question, text }) =>
      (question === undefined || !answers) && !`\n${revise?.request ?? ''}\n`.includes(`\n${text}\n`),
  );
}

function answersPart(answers: readonly Answer[]): string {
  return `# Your questions, answered\n${answers.map(({ question, reply }) => `- ${question}\n  ${reply}`).join('\n')}`;
}

function planPart(plan: PlanSnapshot): string {
  return `# Your plan so far (nothing of it has run)\n${renderPlan(plan)}`;
}

function wishPart(wish: string): string {
  return (
    `# What the person wants changed in it\n${wish}\nSend the whole new plan, edits included; steps that stay keep ` +
    `their ids.`
  );
}

function taskText({ description, information, files, role, done }: TaskRequest): string {
  return [
    `# The task to plan now\nThe goal above is being worked on and some of it has run; plan only this part, ` +
      `with a "summary" for yourself. What verifies the goal runs again behind your steps by itself, so leave ` +
      `"verify" out unless this part needs a proof of its own:\n${description}`,
    information && `To know: ${information}`,
    files.length > 0 && `Files that matter: ${files.join(', ')}`,
    done.length > 0 && `Done so far:\n${done.map((line) => `- ${line}`).join('\n')}`,
    role &&
      `You plan it for the role ${role.name}, which is told the following (the task counts over it, and it ` +
        `over what is said above of good plans; "notes" are for the person):\n${role.prompt}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The goals that were worked on before in the same session: what "it" and "the same" may mean. */
function earlierText(earlier: readonly EarlierGoal[]): string {
  return `# Before, in this session (the oldest first)\n${foldEarlier(earlier, earlierChars)}`;
}

type RenderedStep = Pick<PlanStep, 'id' | 'title' | 'tool' | 'input' | 'instruction' | 'dependsOn' | 'expect'> &
  Pick<StepSnapshot, 'leftOut'>;

/** A plan as the model is told of it. */
export function renderPlan(
  plan: Pick<Plan, 'summary' | 'verify'> & { readonly steps: readonly RenderedStep[] },
): string {
  const steps = plan.steps.map(({ id, title, tool, input, instruction, dependsOn, expect, leftOut }) => ({
    id,
    title,
    tool,
    input,
    instruction,
    dependsOn,
    expect,
    ...(leftOut?.by === 'person' ? { skippedByThePerson: true } : {}),
  }));
  return JSON.stringify({ summary: plan.summary, steps, verify: plan.verify });
}
