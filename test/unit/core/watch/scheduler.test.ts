import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError } from '../../../../src/base/errors';
import type { Change } from '../../../../src/contracts/watch';
import { createPause } from '../../../../src/core/watch/pause';
import { until } from '../../../harness/until.mjs';
import { finding, hang, play, schedule } from './stand';

const saved = (...paths: string[]): Change => ({ kind: 'saved', paths });

describe('scheduler of watchers', () => {
  let stop: (() => void) | undefined;
  afterEach(() => stop?.());
  const begin = (...args: Parameters<typeof schedule>) => {
    const made = schedule(...args);
    stop = () => made.scheduler.dispose();
    return made;
  };

  it('looks once after quiet, at everything that happened', async () => {
    const watcher = play();
    const { scheduler, found } = begin([watcher], { quietMs: () => 150 });
    const started = Date.now();
    for (let at = 0; at < 10; at++) {
      scheduler.hear(saved(`${at % 3}.js`));
      await sleep(10);
    }
    const last = Date.now();
    await scheduler.settled();
    assert.deepEqual(watcher.looks, [[saved('0.js', '1.js', '2.js')]]);
    assert.ok(Date.now() - last >= 100, `quiet ran from the last change, ${last - started} ms after the first`);
    assert.deepEqual(found, [{ watcher: 'tests', findings: [] }]);
    assert.equal(scheduler.statuses()[0]?.state, 'watching');
  });

  it('has no timer while nothing waits', async () => {
    // Every timer that anything sets meanwhile, also those that do not keep the process alive.
    const timers = new Set<unknown>();
    const real = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
    globalThis.setTimeout = Object.assign(
      (run: (...args: unknown[]) => void, ms?: number) => {
        const timer = real.set(() => {
          timers.delete(timer);
          run();
        }, ms);
        timers.add(timer);
        return timer;
      },
      { __promisify__: real.set.__promisify__ },
    ) as typeof setTimeout;
    globalThis.clearTimeout = ((timer: NodeJS.Timeout) => {
      timers.delete(timer);
      real.clear(timer);
    }) as typeof clearTimeout;
    try {
      let isActive = true;
      let isBusy = false;
      const watcher = play();
      const { scheduler } = begin([watcher, play({ name: 'git', isHeavy: false })], {
        isActive: () => isActive,
        isBusy: () => isBusy,
      });
      assert.equal(timers.size, 0, 'at the start');
      scheduler.typed();
      assert.equal(timers.size, 0, 'while the person types');
      scheduler.hear(saved('a.js'));
      assert.equal(timers.size, 2);
      await scheduler.settled();
      assert.equal(timers.size, 0, 'after the looks');
      isActive = false;
      scheduler.hear(saved('a.js'));
      await scheduler.settled();
      assert.equal(timers.size, 0, 'in a window that the person has left');
      isActive = true;
      isBusy = true;
      scheduler.free();
      await scheduler.settled();
      assert.equal(timers.size, 0, 'while a session works');
      assert.equal(watcher.looks.length, 1);
      scheduler.hear(saved('b.js'));
      scheduler.dispose();
      assert.equal(timers.size, 0, 'once closed');
    } finally {
      globalThis.setTimeout = real.set;
      globalThis.clearTimeout = real.clear;
    }
  });

  it('runs one look of a watcher at a time, and watchers side by side', async () => {
    let end = () => {};
    const held = new Promise<void>((resolve) => (end = resolve));
    const slow = play({}, async () => (await held, []));
    const other = play({ name: 'git', isHeavy: false });
    const { scheduler } = begin([slow, other]);
    scheduler.hear(saved('a.js'));
    await until('both have looked', () => slow.looks.length === 1 && other.looks.length === 1);
    scheduler.hear(saved('b.js'));
    await until('the other one looks again', () => other.looks.length === 2);
    assert.equal(slow.looks.length, 1);
    end();
    await scheduler.settled();
    assert.deepEqual(slow.looks, [[saved('a.js')], [saved('b.js')]]);
    assert.equal(slow.going.most, 1);
  });

  it('stops what is heavy within 100 ms of typing, keeps its changes, and runs it after quiet', async () => {
    const heavy = play({}, (signal) => (heavy.looks.length === 1 ? hang(signal) : Promise.resolve([finding()])));
    const light = play({ name: 'git', isHeavy: false }, async () => (await sleep(120), []));
    const { scheduler, found } = begin([heavy, light]);
    scheduler.hear(saved('a.js'));
    await until('both look', () => heavy.going.now + light.going.now === 2);
    const typedAt = Date.now();
    scheduler.typed();
    await until('it has stopped', () => heavy.going.now === 0);
    assert.ok(Date.now() - typedAt < 100, `${Date.now() - typedAt} ms`);
    assert.equal(light.going.now, 1, 'what only reads goes on');
    scheduler.hear(saved('b.js'));
    await scheduler.settled();
    assert.deepEqual(heavy.looks.at(-1), [saved('a.js', 'b.js')]);
    assert.deepEqual(found.filter(({ watcher }) => watcher === 'tests').at(-1)?.findings, [finding()]);
  });

  it('starts nothing while the person types', async () => {
    const light = play({ name: 'git', isHeavy: false });
    const { scheduler } = begin([light], { quietMs: () => 200 });
    scheduler.hear({ kind: 'git' });
    for (let at = 0; at < 20; at++) {
      await sleep(20);
      scheduler.typed();
    }
    assert.equal(light.looks.length, 0);
    await scheduler.settled();
    assert.equal(light.looks.length, 1);
  });

  it('looks again where a watcher did not stop, since what it found is of an older text', async () => {
    let end = () => {};
    const deaf = play({}, () => new Promise((resolve) => (end = () => resolve([finding()]))));
    const { scheduler, found } = begin([deaf]);
    scheduler.hear(saved('a.js'));
    await until('it looks', () => deaf.going.now === 1);
    scheduler.typed();
    end();
    await until('it looks again', () => deaf.looks.length === 2);
    assert.deepEqual(found, [], 'what it found was of an older text');
    end();
    await scheduler.settled();
    assert.equal(found.length, 1);
  });

  it('keeps heavy watchers out of the way of a session, and stops what is at work when one begins', async () => {
    let isBusy = false;
    const heavy = play({}, (signal) => (heavy.looks.length === 1 ? hang(signal) : Promise.resolve([])));
    const light = play({ name: 'git', isHeavy: false });
    const { scheduler } = begin([heavy, light], { isBusy: () => isBusy });
    scheduler.hear(saved('a.js'));
    await until('it looks', () => heavy.going.now === 1);
    isBusy = true;
    scheduler.busy();
    await scheduler.settled();
    assert.equal(heavy.going.now, 0);
    scheduler.hear(saved('b.js'));
    await scheduler.settled();
    assert.equal(heavy.looks.length, 1);
    assert.equal(light.looks.length, 2, 'what only reads does not wait');
    assert.equal(scheduler.statuses()[0]?.state, 'waiting');
    isBusy = false;
    scheduler.free();
    await scheduler.settled();
    assert.deepEqual(heavy.looks.at(-1), [saved('a.js', 'b.js')]);
  });

  it('waits longer after each failure, says so once, and is tried again at once by a save', async () => {
    const broken = play({}, () => Promise.reject(new Error('The runner is broken.')));
    const { scheduler, log, clock } = begin([broken]);
    scheduler.hear({ kind: 'git' });
    await until('it has failed', () => scheduler.statuses()[0]?.state === 'failing');
    assert.equal(scheduler.statuses()[0]?.detail, 'The runner is broken.');
    for (let failures = 2; failures <= 4; failures++) {
      scheduler.hear({ kind: 'git' });
      await sleep(150);
      assert.equal(broken.looks.length, failures - 1, 'it rests');
      clock.ahead += 30_000 * 2 ** (failures - 2);
      scheduler.hear({ kind: 'git' });
      await until('it has failed again', () => broken.looks.length === failures && broken.going.now === 0);
    }
    scheduler.hear(saved('a.js'));
    await until('the save is looked at', () => broken.looks.length === 5);
    assert.deepEqual(broken.looks.at(-1), [{ kind: 'git' }, saved('a.js')], 'nothing is forgotten');
    assert.deepEqual(log.warnings, ['Watching (tests) failed, and is tried again later: The runner is broken.']);
  });

  it('looks at everything when there was too much, and keeps what was asked', async () => {
    const watcher = play();
    const { scheduler } = begin([watcher]);
    const started = process.cpuUsage();
    scheduler.hear({ kind: 'asked' });
    for (let at = 0; at < 5_000; at++) scheduler.hear({ kind: 'changed', paths: [`src/${at}.js`] });
    scheduler.hear(saved('a.js'));
    const { user, system } = process.cpuUsage(started);
    assert.ok(user + system < 500_000, `${user + system} µs`);
    await scheduler.settled();
    assert.deepEqual(watcher.looks, [[{ kind: 'asked' }, { kind: 'opened' }, saved('a.js')]]);
  });

  it('comes to look where changes never end, and not all the time', async () => {
    const watcher = play({ name: 'git', isHeavy: false });
    const { scheduler } = begin([watcher], { quietMs: () => 60 });
    const since = Date.now();
    let [at, heard, quiets] = [0, since, 0];
    while (watcher.looks.length < 3 && Date.now() - since < 60_000) {
      // On a busy machine a pause between two changes may be long enough to be quiet.
      if (Date.now() - heard >= 50) quiets++;
      heard = Date.now();
      scheduler.hear({ kind: 'changed', paths: [`dist/${at++ % 7}.js`] });
      await sleep(20);
    }
    assert.equal(watcher.looks.length, 3);
    assert.ok(Date.now() - since >= (3 - quiets) * 550, `${Date.now() - since} ms, ${quiets} times quiet`);
  });

  it('drops what it began when settings change, and goes by the new ones', async () => {
    const why = 'Off (flux.watchers.tests).';
    let isOff = false;
    const watcher = play({ off: async () => (isOff ? why : undefined) }, (signal) => hang(signal));
    const { scheduler, found } = begin([watcher]);
    scheduler.hear(saved('a.js'));
    await until('it looks', () => watcher.going.now === 1);
    isOff = true;
    scheduler.hear({ kind: 'opened' });
    await scheduler.settled();
    assert.deepEqual(scheduler.statuses(), [{ name: 'tests', state: 'off', detail: why }]);
    assert.deepEqual(
      found,
      [{ watcher: 'tests', findings: undefined }],
      'it knows nothing rather than that all is well',
    );
  });

  it('tells a watcher that is off what it would look at', async () => {
    const told: (readonly Change[] | undefined)[] = [];
    const { scheduler } = begin([play({ off: async (changes) => (told.push(changes), 'Off.') })]);
    scheduler.hear({ kind: 'asked' });
    await scheduler.settled();
    assert.deepEqual(told, [[{ kind: 'asked' }]]);
  });

  it('closes at once, and nothing is heard of it afterwards', async () => {
    const watcher = play({}, (signal) => hang(signal));
    const { scheduler, found } = begin([watcher]);
    const heard: unknown[] = [];
    scheduler.hear(saved('a.js'));
    await until('it looks', () => watcher.going.now === 1);
    scheduler.onDidChange((statuses) => heard.push(statuses));
    scheduler.dispose();
    await scheduler.settled();
    scheduler.hear(saved('b.js'));
    scheduler.typed();
    scheduler.free();
    await sleep(150);
    assert.equal(watcher.looks.length, 1);
    assert.deepEqual([found, heard], [[], []]);
  });

  it('takes a listener that throws, and a store that fails, for no reason to stop', async () => {
    let fails = true;
    const { scheduler, log } = begin([play()], {
      found: async () => {
        if (fails) throw new Error('The disk is full.');
      },
    });
    scheduler.onDidChange(() => {
      throw new Error('A listener is broken.');
    });
    scheduler.hear(saved('a.js'));
    await until('it has failed', () => scheduler.statuses()[0]?.state === 'failing');
    assert.match(log.warnings.at(-1) ?? '', /The disk is full|A listener/);
    fails = false;
    scheduler.hear(saved('a.js'));
    await until('it watches again', () => scheduler.statuses()[0]?.state === 'watching');
  });

  it('takes a look that was cancelled for no failure', async () => {
    const watcher = play({}, () =>
      watcher.looks.length === 1 ? Promise.reject(new CancelledError()) : Promise.resolve([]),
    );
    const { scheduler, log } = begin([watcher]);
    scheduler.hear(saved('a.js'));
    await scheduler.settled();
    assert.equal(watcher.looks.length, 2);
    assert.deepEqual(log.warnings, []);
  });
});

describe('pause of a watcher', () => {
  const clock = { now: 1_000_000 };
  const make = () => createPause(() => clock.now);

  it('is as long as quiet, whatever the settings files say', () => {
    const pause = make();
    pause.heard('saved');
    assert.equal(pause.ms(1000), 1000);
    assert.equal(pause.ms(-5), 50);
    assert.equal(pause.ms(NaN), 50);
    assert.equal(pause.ms(1e15), 240_000);
  });

  it('ends at the longest, however often something happens, but not while the person types', () => {
    const pause = make();
    pause.heard('changed');
    clock.now += 9_700;
    pause.heard('changed');
    assert.equal(pause.ms(1000), 300);
    clock.now += 500;
    assert.equal(pause.ms(1000), 0);
    pause.typed();
    assert.equal(pause.ms(1000), 1000);
  });

  it('is longer where looks take long and changes never end', () => {
    const pause = make();
    pause.began();
    clock.now += 2_000;
    pause.ended();
    pause.heard('changed');
    clock.now += 39_500;
    assert.equal(pause.ms(1000), 500);
  });

  it('doubles after failures up to half an hour', () => {
    const pause = make();
    const rests = Array.from({ length: 12 }, (_, times) => (pause.failed(times + 1), pause.ms(1000)));
    assert.deepEqual(rests.slice(0, 4), [30_000, 60_000, 120_000, 240_000]);
    assert.deepEqual(rests.slice(-2), [1_800_000, 1_800_000]);
    pause.heard('changed');
    assert.equal(pause.ms(1000), 1_800_000);
    pause.heard('saved');
    assert.equal(pause.ms(1000), 1000);
  });

  for (const [what, by] of [
    ['back', -400 * 86_400_000],
    ['forth', 400 * 86_400_000],
  ] as const)
    it(`does not grow when the clock jumps ${what}`, () => {
      const pause = make();
      pause.heard('changed');
      pause.typed();
      pause.began();
      pause.failed(2);
      clock.now += by;
      pause.ended();
      assert.ok(pause.ms(1000) <= 60_000);
      pause.heard('saved');
      assert.ok(pause.ms(1000) <= 1000);
      clock.now -= by;
      assert.ok(pause.ms(1000) <= 1000);
    });
});
