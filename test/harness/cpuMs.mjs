// @ts-check

/**
 * Milliseconds of processor time that an action takes, whatever else the machine does. For tests that guard against
 * time out of all proportion (a pattern that backtracks, a comparison that explodes); speed itself is `npm run bench`.
 * @param {() => unknown} action
 */
export function cpuMs(action) {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * The same for an action that ends later; what else this process does meanwhile counts too.
 * @param {() => unknown} action
 */
export async function cpuMsOf(action) {
  const before = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
