import type { AnyTool } from '../../contracts/tool';
import type { Workspace } from '../workspace';
import type { BriefContext, Subject } from './briefContext';
import { nearFiles, renderFiles } from './fileTree';
import { findChunks } from './findChunks';
import { mentionsOf } from './mentions';
import { namedCode } from './namedCode';
import { describeNow } from './now';
import { describeProject, readConventions } from './project';
import { quietly } from './quietly';
import { readmeLines } from './readmeLines';
import { namedFiles, rankFiles, withNamed } from './relevance';
import { arePieces, showRelevantFiles } from './relevantFiles';
import type { ShownRanges } from './shownRanges';
import { termsOf } from './terms';

/**
 * How much of the workspace a brief tells: enough to plan, or to answer a question. Characters; four make a token.
 */
export interface BriefSize {
  readonly files: number;
  readonly relevant: number;
  readonly subject: Exclude<Subject, 'step'>;
  /** What the index finds counts only if it fits so well compared with the best, from 0 to 1. */
  readonly least: number;
}

export const planningBrief: BriefSize = { files: 2400, relevant: 10_300, subject: 'goal', least: 0 };

/** The folders of so many files and pieces of them are shown with all that they hold. */
const mostNear = 12;

/** A brief: what another request of the same project begins with, too, and what belongs to this one. */
export interface Brief {
  readonly project: string;
  readonly now: string;
  /** What the goal or question seems to be about. */
  readonly about: string;
}

/**
 * A project of up to so many characters is shown whole; about 6,000 tokens, where a look costs the whole request again.
 */
const wholeProject = 24_000;
/** Of a small window, how much the files' names, what the goal is about, and a whole project may take. */
const partOfWindow = { files: 0.06, relevant: 0.25, whole: 0.4 } as const;

interface FittingSize extends BriefSize {
  readonly whole: number;
}

/** What fits into a model's window, in tokens; 0 is unknown, and taken to be large. */
function fitting(size: BriefSize, { settings }: Pick<Workspace, 'settings'>): FittingSize {
  const window = settings('model.contextWindow');
  const most = (part: number) => (window > 0 ? Math.floor(window * 4 * part) : Infinity);
  return {
    ...size,
    files: Math.min(size.files, most(partOfWindow.files)),
    relevant: Math.min(size.relevant, most(partOfWindow.relevant)),
    whole: Math.min(wholeProject, most(partOfWindow.whole)),
  };
}

/**
 * What the model learns of the workspace: what seldom changes first (kind of project, conventions, files, how tests
 * run), then its present state, then what the goal seems to be about.
 */
// eslint-disable-next-line max-params -- the goal, and the four things that every brief is made with
export async function workspaceBrief(
  goal: string,
  workspace: Workspace,
  shown: ShownRanges,
  size: BriefSize,
  signal: AbortSignal,
): Promise<string> {
  const { project, now, about } = await makeBrief({ goal }, { workspace, shown, signal }, size);
  return [project, `# Now\n${now}`, about].filter(Boolean).join('\n\n');
}

/** What a brief is asked for; `behind`: what was asked before it, which tells what “that” may mean. */
interface Wanted {
  readonly goal: string;
  readonly behind?: string;
}

/** The parts of a brief. */
export async function makeBrief(wanted: Wanted, context: BriefContext, wish: BriefSize): Promise<Brief> {
  const size = fitting(wish, context.workspace);
  const files = await listFiles(context);
  const [project, now, about] = await Promise.all([
    describeWorkspace(files, context.workspace, size),
    describeNow(context.workspace),
    describeSubject(wanted, files, context, size),
  ]);
  return { project, now, about };
}

/** What a further question adds; what `context.shown` has is not shown again. */
export async function furtherBrief(
  question: Wanted,
  context: BriefContext,
  wish: BriefSize,
): Promise<Omit<Brief, 'project'>> {
  const size = fitting(wish, context.workspace);
  const files = await listFiles(context);
  const [now, about] = await Promise.all([
    describeNow(context.workspace),
    describeSubject(question, files, context, { ...size, files: Infinity }),
  ]);
  return { now, about };
}

function listFiles({ workspace, signal }: BriefContext): Promise<string[]> {
  return workspace.files.list('**/*', 3000, signal);
}

/** What does not depend on the goal. */
async function describeWorkspace(files: readonly string[], workspace: Workspace, size: BriefSize): Promise<string> {
  const [project, conventions, checks] = await Promise.all([
    describeProject(workspace, files),
    readConventions(workspace, { style: size.subject === 'goal' }),
    Promise.all(workspace.tools.map(checkOf)),
  ]);
  const parts = [
    `# Workspace ${workspace.editor.folder() ?? ''}\nProject: ${project}\n` +
      `Tests: ${checks.filter(Boolean).join('; ') || 'none'}`,
    conventions,
    `# Files (${files.length >= 3000 ? 'the first 3000' : files.length})\n${renderFiles(files, size.files)}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

async function describeSubject(
  { goal, behind = '' }: Wanted,
  files: readonly string[],
  context: BriefContext,
  { files: filesRoom, relevant: maxChars, whole: wholeChars, subject, least }: FittingSize,
): Promise<string> {
  const { workspace, shown, signal } = context;
  const terms = termsOf(goal);
  // It brings the index up to date, which knows the names.
  const found = await findChunks(`${goal}\n${behind}`, workspace, signal);
  const [byWords, named] = await Promise.all([
    arePieces(found, files) ? namedFiles(terms, files) : rankFiles(terms, workspace, files, signal),
    namedCode(goal, terms, files, context),
  ]);
  const ranked = withNamed(byWords, named.paths);
  const relevance = {
    goal,
    ranked,
    all: files,
    terms,
    maxChars,
    wholeChars,
    found,
    subject,
    least,
    places: named.places,
  };
  const relevant = await showRelevantFiles(relevance, context);
  const readme = await readmeLines({ terms, files, found }, workspace, shown);
  const mentions = await mentionsOf(terms, files, named.notes, context);
  const first = [...ranked.filter(({ named }) => named), ...(found?.length ? found.slice(0, mostNear) : ranked)];
  const paths = first.slice(0, mostNear).map(({ path }) => path);
  const near = nearFiles(files, paths, filesRoom);
  const parts = [
    near && `# Files near what the ${subject} seems to be about\n${near}`,
    relevant && `# What the ${subject} seems to be about\n${relevant}`,
    mentions && `# Where what the ${subject} names stands besides\n${mentions}`,
    readme && `# What the README says of it\n${readme}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** What a call of a verifying tool would run. */
async function checkOf({ name, verifies }: AnyTool): Promise<string | undefined> {
  if (!verifies) return undefined;
  const command = await quietly(() => verifies.describe());
  return command ? `${name} runs \`${command}\`` : `none found; ${name} would fail`;
}
