// @ts-check

/** @type {Set<() => void | Promise<void>>} */
const pending = new Set();
let listening = false;
let ending = false;

/**
 * Runs `action` when this process is interrupted or told to end, before it ends with code 130.
 * Call the returned function once the action is no longer needed.
 * @param {() => void | Promise<void>} action
 * @returns {() => void}
 */
export function onInterrupt(action) {
  if (!listening) {
    listening = true;
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, cleanUpAndExit);
  }
  pending.add(action);
  return () => void pending.delete(action);
}

async function cleanUpAndExit() {
  // Ctrl+C reaches a child directly and once more through its parent; the second must not cut the first short.
  if (ending) return;
  ending = true;
  await Promise.allSettled([...pending].map(async (action) => action()));
  process.exit(130);
}
