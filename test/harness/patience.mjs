// @ts-check

/**
 * Limits of tests guard against hanging; they measure nothing. On a busy machine everything takes several times as
 * long, so each limit that a test sets counts this many times.
 */
export const patience = 6;

/** How long to wait for a fact, in milliseconds, before a test fails. */
export const longestWaitMs = 30_000 * patience;

/**
 * Multiplies the limits that tests and hooks set: those that loaded suites have, and those set while they run.
 * @param {import('mocha').Suite} suite a loaded one
 * @param {{ prototype: import('mocha').Context }} Context mocha's, of the same copy
 */
export function givePatience(suite, Context) {
  multiplyLoaded(suite);
  /** @type {{ timeout: (ms?: number) => unknown }} */
  const { timeout } = Context.prototype;
  /** @this {import('mocha').Context} @param {[ms?: string | number]} given */
  function patientTimeout(...given) {
    return given[0] === undefined ? timeout.call(this) : timeout.call(this, Number(given[0]) * patience);
  }
  Context.prototype.timeout = /** @type {import('mocha').Context['timeout']} */ (patientTimeout);
}

/**
 * Multiplies the limits of all tests and hooks below a suite.
 * @param {import('mocha').Suite} suite a loaded one
 */
function multiplyLoaded(suite) {
  const {
    _beforeAll = [],
    _beforeEach = [],
    _afterEach = [],
    _afterAll = [],
  } = /** @type {Record<string, import('mocha').Hook[]>} */ (/** @type {unknown} */ (suite));
  for (const each of [...suite.tests, ..._beforeAll, ..._beforeEach, ..._afterEach, ..._afterAll])
    each.timeout(each.timeout() * patience);
  for (const each of suite.suites) multiplyLoaded(each);
}
