import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A process of this computer. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** The group of processes that signals of the terminal reach together. */
  readonly group: number;
  /** The group in the foreground of its terminal; undefined where the system does not tell. */
  readonly foreground?: number;
  /** `R` runs, `S` waits, `Z` has ended and is not yet noticed. */
  readonly state: string;
  /** When it started, in a unit of the system's; tells a process from a later one of the same number. */
  readonly started: string;
}

/** A variable by which processes that left their family are found again. Only Linux shows it. */
export interface ProcessMark {
  readonly name: string;
  readonly value: string;
}

/** The processes of this computer; none on Windows. */
export async function listProcesses(): Promise<ProcessEntry[]> {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') return await listByPs();
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    names.map((name) =>
      readFile(`/proc/${name}/stat`, 'latin1').then(
        (stat) => parseStat(stat),
        () => undefined,
      ),
    ),
  );
  return entries.filter((entry) => entry !== undefined);
}

/** A line of /proc/<pid>/stat; the name in parentheses may hold anything. */
function parseStat(stat: string): ProcessEntry {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    pid: Number.parseInt(stat, 10),
    state: fields[0] ?? '',
    parent: Number(fields[1]),
    group: Number(fields[2]),
    foreground: Number(fields[5]),
    started: fields[19] ?? '',
  };
}

async function listByPs(): Promise<ProcessEntry[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,tpgid=,state=,lstart='], {
    maxBuffer: 16_000_000,
  });
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(\S)\S*\s+(.*)$/.exec(line);
    return match
      ? [
          {
            pid: Number(match[1]),
            parent: Number(match[2]),
            group: Number(match[3]),
            foreground: Number(match[4]),
            state: match[5] ?? '',
            started: match[6] ?? '',
          },
        ]
      : [];
  });
}

/** Everything that a process has started, and what that has started; those that have ended already left out. */
export function descendantsOf(entries: readonly ProcessEntry[], root: number): ProcessEntry[] {
  const family = new Set([root]);
  for (let grown = true; grown;) {
    const before = family.size;
    for (const { pid, parent } of entries) if (family.has(parent)) family.add(pid);
    grown = family.size > before;
  }
  return entries.filter(({ pid, state }) => pid !== root && family.has(pid) && state !== 'Z');
}

/** Those whose environment holds the mark; none but on Linux. */
export async function markedProcesses(
  entries: readonly ProcessEntry[],
  { name, value }: ProcessMark,
): Promise<ProcessEntry[]> {
  if (process.platform !== 'linux') return [];
  const found = await Promise.all(
    entries.map(async (entry) => {
      const environment = await readFile(`/proc/${entry.pid}/environ`, 'latin1').catch(() => '');
      return environment.split('\0').includes(`${name}=${value}`) && entry.state !== 'Z' ? entry : undefined;
    }),
  );
  return found.filter((entry) => entry !== undefined);
}

/**
 * Ends processes: asks first (SIGTERM), insists after `graceMs` (SIGKILL), as often as new ones appear, a few times.
 * @param find looks for those that still live
 * @param signal fired: does not insist any more
 * @returns whether all have ended
 */
export async function endProcesses(
  find: () => Promise<readonly ProcessEntry[]>,
  graceMs = 2000,
  signal?: AbortSignal,
): Promise<boolean> {
  for (const { pid } of await find()) signalProcess(pid, 'SIGTERM');
  for (const deadline = Date.now() + graceMs; Date.now() < deadline; await sleep(100)) {
    if (signal?.aborted) return false;
    if ((await find()).length === 0) return true;
  }
  for (let round = 0; round < 10 && !signal?.aborted; round++) {
    const left = await find();
    if (left.length === 0) return true;
    // Those that start others faster than they are ended must stand still first.
    for (const { pid } of left) signalProcess(pid, 'SIGSTOP');
    for (const { pid } of left) signalProcess(pid, 'SIGKILL');
    await sleep(50);
  }
  return (await find()).length === 0;
}

/**
 * Whether the programs in the foreground of a shell's terminal wait for somebody to type: `reads` when one of them is
 * seen reading the terminal, `busy` when one computes, undefined when it cannot be told.
 */
export async function terminalState(shell: number): Promise<'reads' | 'busy' | undefined> {
  if (process.platform !== 'linux') return undefined;
  const entries = await listProcesses();
  const front = entries.find(({ pid }) => pid === shell)?.foreground;
  const working = descendantsOf(entries, shell).filter(({ group }) => group === front);
  for (const { pid } of working) if (await readsTerminal(pid)) return 'reads';
  return working.some(isComputing) ? 'busy' : undefined;
}

/** Whether a process, or one that it has started, computes or waits for its turn; false on Windows. */
export async function isAtWork(root: number): Promise<boolean> {
  const entries = await listProcesses();
  return [...entries.filter(({ pid }) => pid === root), ...descendantsOf(entries, root)].some(isComputing);
}

function isComputing({ state }: ProcessEntry): boolean {
  return state === 'R' || state === 'D';
}

/**
 * Whether a process, or one that it has started, is seen reading what the first has as its standard input; false where
 * the system does not tell.
 */
export async function readsInputOf(root: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const input = await readlink(`/proc/${root}/fd/0`).catch(() => undefined);
  if (input === undefined) return false;
  for (const pid of [root, ...descendantsOf(await listProcesses(), root).map((entry) => entry.pid)])
    if ((await fileBeingRead(pid)) === input) return true;
  return false;
}

async function readsTerminal(pid: number): Promise<boolean> {
  return /^\/dev\/(?:pts\/|tty)/.test((await fileBeingRead(pid)) ?? '');
}

/** The number of the system call `read`, by architecture. */
const readCalls: Partial<Record<NodeJS.Architecture, string>> = { x64: '0', arm64: '63' };

/**
 * What a process waits to read from, seen in the system call that it is in: a path, or a name such as `pipe:[4711]`.
 */
async function fileBeingRead(pid: number): Promise<string | undefined> {
  const call = await readFile(`/proc/${pid}/syscall`, 'latin1').catch(() => '');
  const [, number, file] = /^(\d+) 0x([0-9a-f]+) /.exec(call) ?? [];
  const read = readCalls[process.arch];
  if (number === undefined || number !== read) return undefined;
  return readlink(`/proc/${pid}/fd/${Number.parseInt(file ?? '', 16)}`).catch(() => undefined);
}

/**
 * Ends a process that leads a group of its own (spawned with `detached`), together with everything it started: asks
 * first (SIGTERM), insists after `graceMs`. On Windows the tree is ended at once.
 * @returns a function that stops insisting
 */
export function endProcessTree(child: ChildProcess, graceMs = 2000): () => void {
  const stop = new AbortController();
  void endProcessFamily(child, { graceMs, signal: stop.signal });
  return () => stop.abort();
}

/**
 * Ends such a process and waits until everything has ended, also what has left the group since.
 * @param options.mark by which what has left the family too is found
 */
export async function endProcessFamily(
  child: ChildProcess,
  { mark, graceMs, signal }: { mark?: ProcessMark; graceMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') return await taskkill(child, pid);
  const known = new Map<number, string>();
  await endProcesses(
    async () => {
      const entries = await listProcesses();
      const marked = new Set(mark ? await markedProcesses(entries, mark) : []);
      const lives = child.exitCode === null && child.signalCode === null;
      const kin = entries.filter((entry) =>
        entry.pid === pid ? lives : entry.group === pid || known.get(entry.pid) === entry.started || marked.has(entry),
      );
      const found = new Set(
        [...kin, ...kin.flatMap((entry) => descendantsOf(entries, entry.pid))].filter(({ state }) => state !== 'Z'),
      );
      for (const entry of found) known.set(entry.pid, entry.started);
      return [...found];
    },
    graceMs,
    signal,
  );
}

function taskkill(child: ChildProcess, pid: number): Promise<void> {
  return new Promise((resolve) => {
    const ending = spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' });
    ending.on('close', () => resolve());
    ending.on('error', () => {
      child.kill();
      resolve();
    });
  });
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
