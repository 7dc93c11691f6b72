import type { FileText } from '../../contracts/files';
import type { ContextRef } from '../../contracts/plan';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { FluxError } from '../../base/errors';
import { renderOutline } from '../../outlines/renderOutline';
import { symbolRange } from '../../outlines/symbolRange';
import type { BriefContext } from '../brief/briefContext';
import { findChunks } from '../brief/findChunks';
import { showChunks } from '../brief/relevantChunks';
import type { ShownRanges } from '../brief/shownRanges';
import { linesOf, showLines } from '../brief/showText';
import { termsOf } from '../brief/terms';
import { handlingOf, intentOfCall } from '../intents/handlings';
import type { Workspace } from '../workspace';

/** Characters of the places that a binding is shown; about 5,000 tokens. */
const contextChars = 20_000;
/** Of these, for what the index finds where the plan names no place. */
const foundChars = 6_000;
/** A file of up to so many lines, or characters where no place in it is named, is shown whole. */
const smallLines = 120;
const smallChars = 8_000;
/** Lines more than the plan names: edits need unique neighbours. */
const around = 3;

/** A step whose places are wanted. */
interface Wanted {
  readonly step: StepSnapshot;
  readonly tool: AnyTool;
}

/**
 * The places that a step names, or else what planning looked at in its files; the rest of those files as outlines.
 * Where that shows nothing of a long file, or of what stands beside a new one, the pieces that the index finds for the
 * step, where its intent allows that.
 */
export async function bindPlaces(
  { step, tool }: Wanted,
  session: Pick<SessionSnapshot, 'plan' | 'budget'>,
  context: BriefContext,
): Promise<string> {
  const { workspace, shown } = context;
  const input = step.input ?? {};
  const own = [...new Set([...tool.writes(input), ...(tool.reads?.(input) ?? []), ...step.writes])];
  const named = step.context ?? [];
  const places: ContextRef[] =
    named.length > 0 ? [...named] : (session.plan?.looked ?? []).filter((ref) => own.includes(ref.path));
  const parts: string[] = [];
  const unseen: string[] = [];
  let left = contextChars;
  for (const path of [...new Set([...places.map((ref) => ref.path), ...own])]) {
    const wanted = { path, refs: places.filter((ref) => ref.path === path), own: own.includes(path) };
    const part = await showFile(wanted, workspace, shown, left);
    left -= part.length;
    parts.push(part);
    if (wanted.own && !shown.ranges().some((range) => range.path === path)) unseen.push(path);
    if (left < 500) break;
  }
  const intent = intentOfCall(session, { purpose: 'bind', step: step.id });
  const maySearch = handlingOf(intent, workspace.settings).compression.includes('semantic');
  const isBlind = unseen.length > 0 && (named.length === 0 || unseen.length === own.length);
  if (maySearch && isBlind && left > foundChars) parts.push(await showFound(step, unseen, context));
  return parts.filter(Boolean).join('\n\n');
}

/** What the index finds for a step in its files, or in the folder of one that does not exist yet. */
async function showFound(
  { title, instruction = '' }: StepSnapshot,
  paths: readonly string[],
  context: BriefContext,
): Promise<string> {
  const about = `${title}\n${instruction}`;
  const found = (await findChunks(about, context.workspace, context.signal)) ?? [];
  const inFiles = found.filter(({ path }) => paths.includes(path));
  const folders = new Set(paths.map(folderOf));
  const beside = found.filter(({ path }) => folders.has(folderOf(path)));
  return showChunks(
    inFiles.length > 0 ? inFiles : beside,
    { maxChars: foundChars, named: new Set(paths), terms: termsOf(about), subject: 'step', least: 0.2 },
    context,
  );
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

async function showFile(
  { path, refs, own }: { path: string; refs: readonly ContextRef[]; own: boolean },
  workspace: Workspace,
  shown: ShownRanges,
  maxChars: number,
): Promise<string> {
  const file = await workspace.files.read(path).catch((error: unknown) => {
    if (FluxError.is(error)) return error;
    throw error;
  });
  if (FluxError.is(file)) {
    if (file.reason !== 'not_found') return `### ${path} is not shown: ${file.message}`;
    return own ? `### ${path} does not exist yet` : '';
  }
  const lines = linesOf(file.text);
  if (lines.length <= smallLines || (refs.length === 0 && file.text.length < smallChars))
    return showLines(file, 1, lines.length, shown, maxChars);
  const entries = await workspace.outline(file.text, path);
  const parts = [`### ${path}, ${lines.length} lines; outline\n${renderOutline(entries, { maxLines: 50 })}`];
  shown.know(path, file.hash);
  for (const [from, to] of rangesOf(refs, file, entries))
    parts.push(showLines(file, from, to, shown, Math.max(1000, maxChars - parts.join('').length)));
  return parts.join('\n');
}

/** The lines that some places mean, in their order, those that touch as one. */
function rangesOf(
  refs: readonly ContextRef[],
  { text }: FileText,
  entries: Parameters<typeof symbolRange>[1],
): [from: number, to: number][] {
  const wanted = refs.flatMap(({ lines: [from, to] = [1, linesOf(text).length], symbol }) => {
    const range = symbol ? symbolRange(text, entries, symbol) : { from, to };
    return range ? [{ from: Math.max(1, range.from - around), to: range.to + around }] : [];
  });
  const ranges: [from: number, to: number][] = [];
  for (const { from, to } of wanted.sort((a, b) => a.from - b.from)) {
    const last = ranges.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  return ranges;
}
