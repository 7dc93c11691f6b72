const levels = ['debug', 'info', 'warn', 'error'];
let least = 'info';
let write = (line) => process.stderr.write(`${line}\n`);

/** What is less important than this is not written. */
export function setLogLevel(level) {
  if (!levels.includes(level)) throw new Error(`There is no log level ${level}.`);
  least = level;
}

/** Where lines go; for tests. Returns what puts it back. */
export function captureLog(to) {
  const before = write;
  write = to;
  return () => (write = before);
}

/** Writes a line of JSON: when, how important, what, and facts. */
export function log(level, message, facts = {}) {
  if (levels.indexOf(level) < levels.indexOf(least)) return;
  write(JSON.stringify({ at: new Date().toISOString(), level, message, ...facts }));
}
