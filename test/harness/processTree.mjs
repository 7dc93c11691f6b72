// @ts-check
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends a process and everything it started: asks first, insists after `graceMs`.
 * Resolves when all of them are gone; a process that is already gone is fine.
 * @param {number} pid
 * @param {number} [graceMs] milliseconds
 */
export async function killTree(pid, graceMs = 2000) {
  const pids = descendants(pid);
  for (const each of pids) signal(each, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (pids.some(isAlive) && Date.now() < deadline) await sleep(50);
  for (const each of pids.filter(isAlive)) signal(each, 'SIGKILL');
}

/** Ends a process and everything it started at once, without waiting (for exit handlers). @param {number} pid */
function killTreeNow(pid) {
  for (const each of descendants(pid)) signal(each, 'SIGKILL');
}

/** Whether a process with this id exists and is not a zombie. @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself in the meantime.
  }
}

/** The process first, then its descendants. @param {number} root */
function descendants(root) {
  const processes = listProcesses();
  const found = [root];
  for (const pid of found) found.push(...processes.filter((each) => each.ppid === pid).map((each) => each.pid));
  return found;
}

/** @returns {{ pid: number, ppid: number }[]} */
function listProcesses() {
  if (process.platform !== 'linux') {
    const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return rows.map((row) => row.trim().split(/\s+/).map(Number)).map(([pid = 0, ppid = 0]) => ({ pid, ppid }));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The command's name stands in parentheses and may itself hold blanks and parentheses.
        const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), ppid }];
      } catch {
        return [];
      }
    });
}
