import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SessionEvent } from '../../../../src/contracts/events';
import { foldSession } from '../../../../src/core/session/reduceSession';
import { filesOf } from '../realWorkspace';
import type { ChildOptions } from './killChild';
import type { KillWorkflow } from './killWorkflows';

/** When a process is killed: after so many lines, or after so many milliseconds from its first line on. */
export type KillPoint = { readonly line: number } | { readonly ms: number };

export interface KillTools {
  readonly childFile: string;
  readonly workerFile: string;
  /** URL of the scripted model. */
  readonly model: string;
  /** A folder for each workflow, ready to be copied. */
  readonly templates: string;
}

/** What came of one run that was killed, perhaps several times. */
export interface KillOutcome {
  /** How often it was really killed before its end. */
  readonly kills: number;
  /** Lines that the first process had said. */
  readonly lines: number;
  /** Events acknowledged before kills. */
  readonly acknowledged: number;
  /** How often a person had to be asked about a step that was cut off. */
  readonly asked: number;
  readonly ms: number;
}

const git = (root: string, ...args: string[]) =>
  execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  });

/** Makes the folder of a workflow: its files in a repository with one commit. */
export async function makeTemplate(templates: string, workflow: KillWorkflow): Promise<void> {
  const root = join(templates, workflow.name);
  for (const [path, text] of Object.entries(workflow.files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'config', 'user.name', 'A Person');
  git(root, 'config', 'user.email', 'person@example.com');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'before');
}

/**
 * Runs a workflow, killing it at each of the points in turn, and lets a last process bring it to its end.
 * @throws AssertionError where an acknowledged event is lost, something lies between two events, an effect happened
 *   twice or not at all
 */
export async function killRun(
  workflow: KillWorkflow,
  points: readonly KillPoint[],
  tools: KillTools,
  endOrphans: boolean,
): Promise<KillOutcome> {
  const start = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'flux-kill-'));
  const root = join(folder, 'work');
  const journal = join(folder, 'journal.txt');
  const storeFile = join(folder, 'store', 's.db');
  let kills = 0;
  let lines = 0;
  let acknowledged = 0;
  try {
    await cp(join(tools.templates, workflow.name), root, { recursive: true });
    await writeFile(journal, '');
    const base = { storeFile, worker: tools.workerFile, root, journal, model: tools.model, workflow: workflow.name };
    for (const [index, point] of points.entries()) {
      const said = await runChild(tools.childFile, base, point);
      if (index === 0) lines = said.length;
      if (said.at(-1) !== 'end') {
        kills++;
        await settle(root, endOrphans);
      }
      acknowledged = Math.max(acknowledged, checkStore(storeFile, said));
      if (said.at(-1) === 'end') break;
    }
    const said = await runChild(tools.childFile, base, undefined);
    assert.equal(said.at(-1), 'end', `the last process did not come to its end: ${said.slice(-5).join(' | ')}`);
    checkStore(storeFile, said);
    const asked = await checkEnd(workflow, { root, journal, storeFile, said });
    return { kills, lines, acknowledged, asked, ms: performance.now() - start };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts the process, kills it at the point, and answers with the lines it had said. */
async function runChild(
  file: string,
  base: Omit<ChildOptions, 'stopAt'>,
  point: KillPoint | undefined,
): Promise<string[]> {
  const stopAt = point && 'line' in point ? point.line : 0;
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--enable-source-maps', file, JSON.stringify({ ...base, stopAt } satisfies ChildOptions)],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: false },
  );
  let text = '';
  let errors = '';
  let timer: NodeJS.Timeout | undefined;
  const limit = setTimeout(() => child.kill('SIGKILL'), 40_000);
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    text += data;
    if (stopAt > 0 && text.split('\n').length > stopAt) child.kill('SIGKILL');
    if (point && 'ms' in point) timer ??= setTimeout(() => child.kill('SIGKILL'), point.ms);
  });
  child.stderr.setEncoding('utf8').on('data', (data: string) => (errors += data));
  await once(child, 'close');
  clearTimeout(timer);
  clearTimeout(limit);
  const said = text.split('\n').slice(0, -1);
  if (child.exitCode !== null && child.exitCode !== 0)
    throw new Error(`The process failed by itself: ${errors.slice(-1500)}`);
  if (errors.includes('Error')) throw new Error(`The process complained: ${errors.slice(-1500)}`);
  const wrong = said.find((line) => /^(?:stuck|odd gate)/.test(line));
  if (wrong) throw new Error(wrong);
  return said;
}

/**
 * Waits until what the killed process had started has ended, or ends it too, as when a whole server goes down. Git's
 * lock files that are left behind then are removed, as git asks a person to.
 */
async function settle(root: string, end: boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const left = await processesIn(root);
    if (left.length === 0) break;
    for (const pid of end ? left : []) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  for (const name of await readdir(join(root, '.git'), { recursive: true }))
    if (name.endsWith('.lock')) await rm(join(root, '.git', name));
}

/** Processes that work in a folder of this run; elsewhere than on Linux a moment is waited instead. */
async function processesIn(root: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => undefined);
  if (!names) return new Promise((resolve) => setTimeout(() => resolve([]), 300));
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) =>
        (await readlink(`/proc/${name}/cwd`).catch(() => '')).startsWith(root) ? [Number(name)] : [],
      ),
  );
  return found.flat().filter((pid) => pid !== process.pid);
}

/** Every acknowledged event is there, what was under way is there whole or not at all, and the list tells the same. */
function checkStore(file: string, said: readonly string[]): number {
  const number = (line: string) => Number(line.split(' ')[1]);
  const acks = said.filter((line) => line.startsWith('ack '));
  const last = acks.length > 0 ? number(acks.at(-1)!) : 0;
  const tried = Math.max(last, ...said.filter((line) => line.startsWith('try ')).map(number));
  const db = new DatabaseSync(file);
  try {
    const has = db.prepare(`SELECT count(*) AS n FROM sqlite_master WHERE name = 'events'`).get()?.['n'];
    if (!has) {
      assert.equal(acks.length, 0);
      return 0;
    }
    const events = db
      .prepare('SELECT json FROM events ORDER BY seq')
      .all()
      .map((row) => JSON.parse(String(row['json'])) as SessionEvent);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
      'numbers follow each other',
    );
    if (acks.length > 0)
      assert.ok(
        events.length === last || events.length === tried,
        `${last} acknowledged, ${tried} tried, ${events.length} kept`,
      );
    for (const ack of acks) {
      const kinds = ack.split(' ')[2]!.split(',');
      assert.deepEqual(
        events.slice(number(ack) - kinds.length, number(ack)).map(({ kind }) => kind),
        kinds,
        'what was acknowledged is what is kept',
      );
    }
    const fold = foldSession(events);
    const row = db.prepare('SELECT name, goal, state, progress, updated_at FROM sessions').get();
    assert.deepEqual(
      row && { ...row },
      fold && {
        name: fold.name,
        goal: fold.goal,
        state: fold.state,
        progress: fold.progress,
        updated_at: fold.updatedAt,
      },
      'the list tells what the events tell',
    );
    const stored = db.prepare('SELECT revision, json FROM snapshots').get();
    if (stored)
      assert.deepEqual(
        JSON.parse(String(stored['json'])),
        JSON.parse(JSON.stringify(foldSession(events.slice(0, Number(stored['revision']))))),
        'a stored fold is the fold of the events up to it',
      );
    assert.equal(db.prepare('PRAGMA quick_check').get()?.['quick_check'], 'ok');
    return last;
  } finally {
    db.close();
  }
}

async function checkEnd(
  workflow: KillWorkflow,
  { root, journal, storeFile, said }: { root: string; journal: string; storeFile: string; said: readonly string[] },
): Promise<number> {
  const db = new DatabaseSync(storeFile);
  const events = db
    .prepare('SELECT json FROM events ORDER BY seq')
    .all()
    .map((row) => JSON.parse(String(row['json'])) as SessionEvent);
  db.close();
  const session = foldSession(events)!;
  const story = () =>
    `\n${events.map((event) => `${event.seq} ${JSON.stringify(event).slice(0, 260)}`).join('\n')}\n${said.join('\n')}`;
  assert.equal(session.state, 'complete', `${session.state}: ${session.error?.message ?? session.summary}${story()}`);
  const files = await filesOf(root);
  const wanted: Record<string, string> = { ...workflow.files };
  for (const [path, text] of Object.entries(workflow.expected)) {
    if (text === null) delete wanted[path];
    else wanted[path] = text;
  }
  assert.deepEqual(files, wanted, `files${story()}`);
  const tokens = (await readFile(journal, 'utf8')).split('\n').filter(Boolean);
  assert.deepEqual([...tokens].sort(), [...workflow.tokens].sort(), `commands that were run${story()}`);
  const subjects = git(root, 'log', '--reverse', '--format=%s').trim().split('\n').slice(1);
  assert.deepEqual(subjects, workflow.commits, `commits${story()}`);
  assert.equal(git(root, 'status', '--porcelain'), '', `everything is committed${story()}`);
  return events.filter((event) => event.kind === 'gate.opened' && event.gate.id.startsWith('cut-')).length;
}
