import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Ends a process that leads a group of its own (spawned with `detached`), together with everything it started: asks
 * first (SIGTERM), insists after `graceMs`. On Windows the tree is ended at once.
 * @returns a function that stops insisting
 */
export function endProcessTree(child: ChildProcess, graceMs = 2000): () => void {
  const { pid } = child;
  if (pid === undefined) return () => {};
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true, stdio: 'ignore' }).on('error', () => child.kill());
    return () => {};
  }
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  return () => clearTimeout(timer);
}

/** Ends what a leader that has exited left behind in its group. */
export function killGroup(pid: number): void {
  if (process.platform !== 'win32') signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}
