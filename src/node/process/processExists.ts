/** Whether a process of this number exists on this host. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process exists too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
