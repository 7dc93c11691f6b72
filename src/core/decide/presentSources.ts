import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import type { Workspace } from '../workspace';
import type { ShownRanges } from '../brief/shownRanges';
import type { DecisionTrigger } from './dueTrigger';
import { renderOutline } from '../../outlines/renderOutline';
import { linesOf, showLines } from '../brief/showText';
import { isTestPath } from '../brief/relevance';
import { queuedSteps } from '../session/states';
import { boundText, toolOf } from '../toolTraits';
import { importedFiles } from './importedFiles';

/** Characters of present text that a decision is shown; about 3,000 tokens. */
const allChars = 12_000;
/** Of these, for files that the failing tests import. */
const importedChars = 4_000;
/** Files of up to so many lines are shown whole. */
const smallLines = 90;
const around = 8;
const mostPlaces = 8;

/**
 * The present text of the places that a failure names (tests, stack frames, diagnostics), of the files that the run has
 * changed, of small ones that the failing tests import, and, where the person wants something else, of those that
 * queued steps would change and have not written yet: real lines, around what was changed where they are long.
 */
export async function presentSources(
  session: SessionSnapshot,
  { why, step }: DecisionTrigger,
  workspace: Workspace,
  shown: ShownRanges,
): Promise<string> {
  const named = step ? placesIn(step, workspace.tools) : [];
  const queued =
    why === 'feedback'
      ? queuedSteps(session)
          .filter(({ late }) => late)
          .flatMap((other) => other.writes ?? [])
      : [];
  const own = [...new Set([...(step?.writes ?? []), ...session.changedFiles, ...queued])];
  const lines = new Map<string, number[]>();
  for (const { path, line } of named.slice(0, 40)) {
    const known = await workspace.files.resolve(path).catch(() => undefined);
    if (known === undefined) continue;
    const list = lines.get(known) ?? [];
    if (lines.size < mostPlaces || lines.has(known)) lines.set(known, [...list, line]);
  }
  for (const path of own.slice(0, 8)) if (!lines.has(path)) lines.set(path, []);
  const imported = await importedByTests(
    [...lines].filter(([, at]) => at.length > 0).map(([path]) => path),
    workspace,
  );
  const parts: string[] = [];
  let left = allChars;
  for (const [path, at] of lines) {
    if (left < 400) break;
    const part = await showFile(
      { path, at, changed: changedLines(path, session, workspace.tools) },
      workspace,
      shown,
      left,
    );
    left -= part.length;
    if (part) parts.push(part);
  }
  left = Math.min(left, importedChars);
  for (const path of imported.filter((other) => !lines.has(other)).slice(0, 6)) {
    const file = await workspace.files.read(path).catch(() => undefined);
    if (!file || file.text.length > left) continue;
    parts.push(await showFile({ path, at: [], changed: [] }, workspace, shown, left));
    left -= file.text.length;
  }
  return parts.join('\n\n');
}

/**
 * What the tests among some files import: where the cause of their failure is likely to be, if not in what was changed.
 */
async function importedByTests(paths: readonly string[], workspace: Workspace): Promise<string[]> {
  const tests = await Promise.all(
    paths.filter(isTestPath).map((path) => workspace.files.read(path).catch(() => undefined)),
  );
  const imported = await Promise.all(tests.map((file) => (file ? importedFiles(file.path, file.text, workspace) : [])));
  return [...new Set(imported.flat())];
}

/** Every `path:line` that a step's end speaks of, the most telling first. */
function placesIn(step: StepSnapshot, tools: readonly AnyTool[]): { path: string; line: number }[] {
  const tests = (step.tests?.failures ?? []).flatMap(({ file, line, message }) => [
    ...(file ? [{ path: file, line: line ?? 1 }] : []),
    ...inText(message),
  ]);
  const problems = (step.problems ?? []).map(({ path, line }) => ({ path, line }));
  const diffed = toolOf(step, tools)?.returnsDiff ? inDiff(step.result ?? '') : [];
  const all = [
    ...diffed,
    ...tests,
    ...problems,
    ...inText(step.error?.message ?? ''),
    ...(step.status === 'failed' ? inText(step.result ?? '') : []),
  ];
  return all.filter(
    ({ path, line }, index) => all.findIndex((other) => other.path === path && other.line === line) === index,
  );
}

/** The first line of each hunk of a unified diff. */
function inDiff(text: string): { path: string; line: number }[] {
  let path = '';
  return text.split('\n').flatMap((line) => {
    path = /^\+\+\+ (?:b\/)?(.+)/.exec(line)?.[1] ?? path;
    const at = /^@@ -\S+ \+(\d+)/.exec(line)?.[1];
    return at && path !== '/dev/null' ? [{ path, line: Number(at) }] : [];
  });
}

/** `src/a.ts:12:3`, `a.py", line 4`, `a.rs(12,3)`; not what lies in installed packages. */
function inText(text: string): { path: string; line: number }[] {
  const found = [
    ...text
      .slice(0, 20_000)
      .matchAll(
        /(?:^|[\s("'`[])(?:file:\/\/)?((?:[\w@.+-]+\/)*[\w@.+-]+\.[A-Za-z]\w{0,7})(?:["']?, line |:|\()(\d{1,6})/g,
      ),
  ];
  return found
    .map((match) => ({ path: match[1] ?? '', line: Number(match[2]) }))
    .filter(
      ({ path }) => !/(^|\/)(node_modules|site-packages|\.venv|target|dist)\//.test(path) && !path.startsWith('node:'),
    );
}

/** Where the run's own edits stand now, by the first telling line of each replacement. */
function changedLines(path: string, session: SessionSnapshot, tools: readonly AnyTool[]): readonly string[] {
  return (session.plan?.steps ?? [])
    .filter((step) => step.files?.includes(path))
    .flatMap((step) => [...(boundText(step, tools) ?? '').matchAll(/^={7}\n([\s\S]*?)^>{7} REPLACE/gm)])
    .map((match) => (match[1] ?? '').split('\n').find((line) => line.trim().length > 3) ?? '')
    .filter(Boolean);
}

async function showFile(
  { path, at, changed }: { path: string; at: readonly number[]; changed: readonly string[] },
  workspace: Workspace,
  shown: ShownRanges,
  maxChars: number,
): Promise<string> {
  const file = await workspace.files.read(path).catch(() => undefined);
  if (!file) return '';
  const lines = linesOf(file.text);
  if (lines.length <= smallLines) return showLines(file, 1, lines.length, shown, maxChars);
  const own = changed.map((text) => lines.indexOf(text) + 1).filter((line) => line > 0);
  const wanted = [...new Set([...at, ...own])]
    .filter((line) => line <= lines.length)
    .slice(0, mostPlaces)
    .sort((a, b) => a - b);
  if (wanted.length === 0) {
    shown.know(path, file.hash);
    const entries = await workspace.outline(file.text, path);
    return `### ${path}, ${lines.length} lines; outline\n${renderOutline(entries, { maxLines: 30 })}`;
  }
  const parts: string[] = [];
  let until = 0;
  for (const line of wanted) {
    if (line <= until) continue;
    until = Math.min(lines.length, Math.max(...wanted.filter((other) => other <= line + 2 * around)) + around);
    parts.push(showLines(file, line - around, until, shown, Math.max(800, maxChars - parts.join('').length)));
  }
  return parts.join('\n');
}
