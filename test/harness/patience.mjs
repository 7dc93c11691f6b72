// @ts-check

/**
 * Limits of tests guard against hanging; they measure nothing. On a busy machine everything takes several times as
 * long, so each limit that a test sets counts this many times.
 */
export const patience = 6;

/** How long to wait for a fact, in milliseconds, before a test fails. */
export const longestWaitMs = 30_000 * patience;

/**
 * Multiplies the limits of all tests and hooks below a suite.
 * @param {import('mocha').Suite} suite a loaded one
 */
export function givePatience(suite) {
  const {
    _beforeAll = [],
    _beforeEach = [],
    _afterEach = [],
    _afterAll = [],
  } = /** @type {Record<string, import('mocha').Hook[]>} */ (/** @type {unknown} */ (suite));
  for (const each of [...suite.tests, ..._beforeAll, ..._beforeEach, ..._afterEach, ..._afterAll])
    each.timeout(each.timeout() * patience);
  for (const each of suite.suites) givePatience(each);
}
