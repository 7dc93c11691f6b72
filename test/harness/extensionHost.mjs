// @ts-check
import { readdirSync, readFileSync } from 'node:fs';

/**
 * The process of a server's extension host, to be ended as a crash would. Linux only (it reads /proc).
 * @param {import('./launchCodeServer.mjs').RunningServer} server
 * @returns {Promise<number>} its process id
 */
export async function extensionHostOf(server) {
  const parents = new Map();
  const hosts = [];
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const pid = Number(name);
      parents.set(pid, Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]));
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=extensionHost')) hosts.push(pid);
    } catch {
      // It has ended meanwhile.
    }
  }
  const own = hosts.filter((pid) => {
    for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === server.pid) return true;
    return false;
  });
  const newest = own.at(-1);
  if (newest === undefined) throw new Error('The server has no extension host.');
  return newest;
}
