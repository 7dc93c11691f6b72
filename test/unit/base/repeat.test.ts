import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { repeat } from '../../../src/base/repeat';

describe('a job that is repeated', () => {
  it('rests when it may, until it is woken', async () => {
    let [runs, mayRest] = [0, false];
    const times = { everyMs: 1, afterFailureMs: 1 };
    const fail = (error: unknown) => assert.fail(String(error));
    const job = repeat(
      async () => void runs++,
      times,
      fail,
      () => mayRest,
    );
    await sleep(60);
    assert.ok(runs > 2);
    mayRest = true;
    await sleep(30);
    const resting = runs;
    await sleep(50);
    assert.equal(runs, resting);
    job.wake();
    job.wake();
    await sleep(50);
    assert.equal(runs, resting + 1);
    mayRest = false;
    job.wake();
    await sleep(60);
    assert.ok(runs > resting + 3);
    job.dispose();
    const over = runs;
    job.wake();
    await sleep(30);
    assert.equal(runs, over);
  });

  it('goes on after a failure', async () => {
    let runs = 0;
    const failures: unknown[] = [];
    const fail = async () => {
      if (++runs < 3) throw new Error('no');
    };
    const job = repeat(fail, { everyMs: 1, afterFailureMs: 1 }, (error) => failures.push(error));
    await sleep(80);
    job.dispose();
    assert.equal(failures.length, 2);
    assert.ok(runs > 3);
  });
});
