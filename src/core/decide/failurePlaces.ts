import { placesInOutput, type CodePlace } from '../../base/codePlaces';
import type { StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { toolOf } from '../toolTraits';

/** Every line of a file that a step's end speaks of, the most telling first, each once. */
export function failurePlaces(step: StepSnapshot, tools: readonly AnyTool[]): CodePlace[] {
  const tests = (step.tests?.failures ?? []).flatMap(({ file, line, message }) => [
    ...(file ? [{ path: file, line: line ?? 1 }] : []),
    ...placesInOutput(message),
  ]);
  const problems = (step.problems ?? []).map(({ path, line }) => ({ path, line }));
  const diffed = toolOf(step, tools)?.returnsDiff ? placesInDiff(step.result ?? '') : [];
  const all = [
    ...diffed,
    ...tests,
    ...problems,
    ...placesInOutput(step.error?.message ?? ''),
    ...(step.status === 'failed' ? placesInOutput(step.result ?? '') : []),
  ];
  return [...new Map(all.map((place) => [`${place.path}:${place.line}`, place])).values()];
}

/** The first line of each hunk of a unified diff. */
function placesInDiff(text: string): { path: string; line: number }[] {
  let path = '';
  return text.split('\n').flatMap((line) => {
    path = /^\+\+\+ (?:b\/)?(.+)/.exec(line)?.[1] ?? path;
    const at = /^@@ -\S+ \+(\d+)/.exec(line)?.[1];
    return at && path !== '/dev/null' ? [{ path, line: Number(at) }] : [];
  });
}
