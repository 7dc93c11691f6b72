import type { Choice, Gate, StoredGate } from '../../contracts/session';

/** What the person may do with a proposed plan, besides asking for another in words. */
export const planChoices: readonly Choice[] = [
  { id: 'approve', label: 'Approve and run', means: 'approve' },
  { id: 'reject', label: 'Reject', means: 'reject' },
];

/** What the person may answer about a step of which nobody can tell whether it had its effect. */
export const cutOffChoices = [
  { id: 'again', label: 'Run it again', means: 'again' },
  { id: 'done', label: 'It is done, continue', means: 'done' },
  { id: 'stop', label: 'Stop here', means: 'stop' },
] as const satisfies readonly Choice[];

/** What the person may answer when a run goes in circles. */
export const loopChoices = [
  { id: 'other', label: 'Try something else' },
  { id: 'stop', label: 'Stop here', means: 'stop' },
] as const satisfies readonly Choice[];

/** A step that asks, where nothing else is offered. */
const allowOrNot: readonly Choice[] = [
  { id: 'allow', label: 'Allow', means: 'yes' },
  { id: 'skip', label: 'Don’t allow', means: 'skip' },
];

/** Goes on without what a workflow asks for, or ends it. */
const skipInput: Choice = {
  id: 'skip',
  label: 'Skip',
  means: 'nothing',
  description: 'Continue without it if the workflow can; otherwise it ends here',
};

/**
 * Answers that somebody else words (a model, a list of files), each once, with ids that are no label. “Stop here” ends
 * the run, whoever offers it.
 */
export function choicesOf(labels: readonly string[]): readonly Choice[] {
  const all = distinct(labels);
  const end = loopChoices[1];
  return all.map((label, index) =>
    label === end.label && !all.includes(end.id) ? end : { id: freeId(`choice-${index + 1}`, all), label },
  );
}

/** The answers to a question for a workflow's input: those to choose from, and going on without. */
export function inputChoices(labels: readonly string[]): readonly Choice[] {
  const all = distinct(labels);
  return [
    ...all.map((label, index) => ({ id: freeId(`choice-${index + 1}`, all), label })),
    { ...skipInput, id: freeId(skipInput.id, all) },
  ];
}

function distinct(labels: readonly string[]): readonly string[] {
  return [...new Set(labels.map((label) => label.trim()))].filter((label) => label !== '');
}

function freeId(wanted: string, labels: readonly string[]): string {
  return labels.includes(wanted) ? freeId(`${wanted}-`, labels) : wanted;
}

/** What older versions offered, by its label. */
const formerly: readonly Choice[] = [
  ...cutOffChoices,
  ...loopChoices,
  { id: 'allow', label: 'Allow', means: 'yes' },
  { id: 'allow-once', label: 'Allow once', means: 'yes' },
  { id: 'allow-run', label: 'Allow for this run', means: 'run' },
  { id: 'skip', label: 'Skip this step', means: 'skip' },
];

function formerChoices(labels: readonly string[]): readonly Choice[] {
  return choicesOf(labels).map(
    (choice) =>
      formerly.find(({ label }) => label === choice.label) ??
      (choice.label.startsWith('Always allow ')
        ? { id: 'allow-always', label: choice.label, means: 'always' }
        : choice),
  );
}

/** The choices of a question that was answered, as stored by this or an older version. */
function choicesIn(stored: readonly (Choice | string)[]): readonly Choice[] {
  const labels = stored.flatMap((choice) => (typeof choice === 'string' ? [choice] : []));
  return labels.length === 0 ? (stored as readonly Choice[]) : formerChoices(labels);
}

/** A gate as stored by this or an older version, which did not say what words come to. */
export function readGate({ choices: stored, ...gate }: StoredGate): Gate {
  if (stored?.some((choice) => typeof choice !== 'string')) return { ...gate, choices: choicesIn(stored) };
  const labels = (stored ?? []).filter((choice) => typeof choice === 'string');
  if (gate.kind === 'plan') return { ...gate, choices: planChoices };
  if (gate.input !== undefined) return { ...gate, words: 'carried', choices: inputChoices(labels) };
  if (gate.kind !== 'question') return { ...gate, choices: labels.length > 0 ? formerChoices(labels) : allowOrNot };
  if (labels.length === 0) return gate;
  // At a question about a step only a choice helped; any other went to the model.
  return { ...gate, ...(gate.step === undefined && { words: 'carried' as const }), choices: formerChoices(labels) };
}
