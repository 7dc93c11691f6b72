import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';

/** What some words of feedback ask for that needs no model. */
export type Steering =
  { readonly kind: 'end' } | { readonly kind: 'pause' } | { readonly kind: 'skip'; readonly step: StepSnapshot };

const end =
  /^\s*(please )?(stop|end|quit)( it)? (after|when|once) (this|that|the current|it)( step)?( is (done|over|finished))?\s*[.!]*\s*$/i;
const pause = /^\s*(please )?(pause|hold on|wait)( (here|now|please|after (this|that|the current) step))?\s*[.!]*\s*$/i;
const skipThis =
  /^\s*(please )?(skip|leave out|drop) (this|that|it|the (current|next) (step|one)|this step|that step)\s*[.!]*\s*$/i;
const skipNamed = /^\s*(please )?(skip|leave out|drop) (the )?(step )?[“"']?(.{1,80}?)[”"']?( step)?\s*[.!]*\s*$/i;

/**
 * "Stop after this step", "pause", "skip that", "skip the tests": understood by their words alone, so that they count
 * at once. Undefined for all else, and where it is not clear which step is meant; it goes to a model then.
 */
export function steeringOf(text: string, session: SessionSnapshot): Steering | undefined {
  if (end.test(text)) return { kind: 'end' };
  if (pause.test(text)) return { kind: 'pause' };
  const steps = session.plan?.steps ?? [];
  const queued = steps.filter((step) => step.status === 'pending' || step.status === 'ready');
  const asking = steps.filter((step) =>
    session.gates.some((gate) => gate.step === step.id && gate.kind !== 'question'),
  );
  if (skipThis.test(text)) {
    const running = steps.filter((step) => step.status === 'running');
    const next = queued.slice(0, 1);
    const now = [asking, running].find((some) => some.length > 0) ?? next;
    const meant = /\bnext\b/i.test(text) ? next : now;
    return meant.length === 1 && meant[0] ? { kind: 'skip', step: meant[0] } : undefined;
  }
  const named = skipNamed.exec(text)?.[5]?.toLowerCase();
  if (named === undefined) return undefined;
  const candidates = [...new Set([...asking, ...queued, ...steps.filter((step) => step.status === 'running')])];
  const exact = candidates.filter((step) => step.id.toLowerCase() === named || step.title.toLowerCase() === named);
  const holds = (text: string, words: string) => ` ${text}`.includes(` ${words}`);
  const fitting =
    exact.length > 0
      ? exact
      : candidates.filter(
          (step) =>
            holds(step.title.toLowerCase(), named) ||
            holds(step.tool.replaceAll('_', ' '), named.replace(/^running (the )?/, 'run ')),
        );
  return fitting.length === 1 && fitting[0] ? { kind: 'skip', step: fitting[0] } : undefined;
}
