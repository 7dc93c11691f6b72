import { existsSync, readFileSync } from 'node:fs';

/** Processor time of this process and of its children that have ended, in ms; 0 where nobody tells of these. */
export function cpuWithChildren(): number {
  if (!existsSync('/proc/self/stat')) return 0;
  // After the name in brackets, which may hold blanks; ticks are of 10 ms on all usual systems.
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return 10 * fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/**
 * Watches how much processor time this thread takes from one turn of its loop to the next, in ms: unlike the time that
 * passes, it is the same on a busy machine. Stops when it is called.
 */
export function watchBusyTime(): () => number {
  let longest = 0;
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}
