// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { longestWaitMs } from './patience.mjs';

/**
 * Waits until something holds, looking again every 25 ms.
 * @param {string} what for the error, such as "the hook has begun"
 * @param {() => unknown} holds truthy, or a promise of it, once it holds
 * @throws Error naming what never came to hold
 */
export async function until(what, holds) {
  for (const deadline = Date.now() + longestWaitMs; !(await holds()); await sleep(25)) {
    if (Date.now() > deadline) throw new Error(`Waited ${longestWaitMs / 1000} s in vain until ${what}.`);
  }
}
