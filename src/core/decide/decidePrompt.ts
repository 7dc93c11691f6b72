import type { Message } from '../../contracts/model';
import type { AnyTool } from '../../contracts/tool';
import { stepRules } from '../plan/stepRules';

const role = `You decide what comes next in a run. The person approved its plan; something came up that it did not \
foresee, or the person said something. You see what happened, and the present text of the places it names; nothing new \
starts while you think. What the person says counts.

Answer with JSON first and nothing before it:
{"action":"create_task","reasoning":"why, in one or two sentences that the person \
reads","steps":[{"id":"…","title":"…","tool":"…","input":{…}}],"next_agent_type":"…","task_description":"…",\
"context_to_pass":{"files_to_reference":["…"],"key_information":"…"},"urgency":"normal","drop":["…"],"choices":["…"],\
"summary":"…","notes":["…"]}
Only "action" and "reasoning" are always needed.
- create_task: other or more work. Where the lines to change are shown, name the "steps", with their edits: they take \
the place of what failed, if anything did, and run before what is queued, and what waited for the failed step waits \
for them instead. Flux then runs the verification again by itself, so do not repeat it. Without "steps", say in \
"task_description" what to achieve: another call plans it, which costs more. "next_agent_type" is a role; "urgency" is \
low (after what is queued), normal, high or critical.
- wait_for_more_tasks: what happened is fine (a failure too) and what is queued goes on. With nothing queued, the run \
sleeps until the person or another session says something.
- project_complete: the goal is reached. It counts when the verification has passed after the last change; else Flux \
verifies first.
- escalate_to_human: only when the person alone can decide. The question stands in "task_description", up to six \
answers in "choices".
Queued steps stay, with the edits they have, unless "drop" names them; what waited for a dropped step waits for the \
new ones. A new step with the id of a queued one takes its place.
Where what will be different is not any more what the plan says, give a new "summary", and all "notes" that the person \
should have then; findings that the goal asks for are notes too, each one, the worst first, with file and line. What \
goes beyond what the person approved (another file, a command, a commit) is allowed; Flux then asks them by itself. \
When something was tried and failed, do not do the same again. A test that contradicts the goal may be adapted, and \
the step's title says so; a test is never weakened to make it pass.
Before you decide you may look once, if you must, with only this JSON: \
{"look":[{"read":"path","lines":[1,80]},{"read":"path","symbol":"name"},{"search":"regex","in":"glob"},\
{"outline":"path"}]}

Steps are as in a plan: id, title, tool, "input", or "instruction" and "context":[{"path":"…","lines":[1,40]}] where \
the input depends on another step's result, "expect"; "dependsOn" left out: Flux orders them by what they touch.`;

/** What a decision is asked with, each part as text. */
export interface DecisionFacts {
  /** Names of roles whose steps are running. */
  readonly busy: string;
  readonly goal: string;
  /** The plan's summary and notes. */
  readonly plan: string;
  /** What the run has changed, as the edits that did it. */
  readonly edits: string;
  /** Phase, progress, what may still be spent. */
  readonly standing: string;
  /** What made a decision due: expected against actual, only the telling part. */
  readonly happened: string;
  /** Present text of the places that this names, and of the files that the run changed. */
  readonly sources: string;
  readonly lastTasks: string;
  readonly queue: string;
  readonly roles: string;
  /** What earlier decisions of this run were and came to. */
  readonly decisions: string;
  /** What the person answered before, and what roles left open. */
  readonly notes: string;
  /** A sign that the run goes in circles. */
  readonly loop?: string;
}

/** The decision's system message: what never changes first, so that prompt caches hit. */
function decideSystem(tools: readonly AnyTool[], roles: string): string {
  return `${stepRules(tools)}\n\n${role}${roles && `\n\nRoles:\n${roles}`}`;
}

/** The request for a decision. */
export function decideMessages(facts: DecisionFacts, tools: readonly AnyTool[]): Message[] {
  const parts = [
    `# Goal\n${facts.goal}`,
    facts.plan && `# Plan\n${facts.plan}`,
    facts.lastTasks && `# Done last, the newest first\n${facts.lastTasks}`,
    facts.decisions && `# Decisions so far\n${facts.decisions}`,
    facts.notes && `# Said and left open\n${facts.notes}`,
    `# Queued\n${facts.busy && `Roles at work: ${facts.busy}.\n`}${facts.queue || 'Nothing.'}`,
    facts.edits && `# Edits so far\n${facts.edits}`,
    facts.sources && `# Present text\n${facts.sources}`,
    `# Where it stands\n${facts.standing}`,
    `# What happened\n${facts.happened}`,
    facts.loop && `# It goes in circles\n${facts.loop} Take a different approach now, or ask the person.`,
  ];
  return [
    { role: 'system', content: decideSystem(tools, facts.roles) },
    { role: 'user', content: parts.filter(Boolean).join('\n\n') },
  ];
}
