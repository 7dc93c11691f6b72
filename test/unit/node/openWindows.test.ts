import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { announceWindow, type OpenWindows } from '../../../src/node/store/openWindows';

describe('windows with the same store', () => {
  let folder = '';
  const open: OpenWindows[] = [];
  const announce = (onOther = () => {}) => {
    const window = announceWindow(join(folder, 'open'), onOther);
    open.push(window);
    return window;
  };
  const until = async (what: string, holds: () => boolean) => {
    for (const end = Date.now() + 20_000; !holds(); await sleep(10)) assert.ok(Date.now() < end, what);
  };
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'flux-windows-'))));
  afterEach(async () => {
    for (const window of open.splice(0)) window.dispose();
    await sleep(50);
    rmSync(folder, { recursive: true, force: true });
  });

  it('know that they are alone, that another one opens, and that it is closed', async () => {
    let others = 0;
    const first = announce(() => others++);
    assert.equal(first.alone(), false, 'not known yet');
    await until('alone', first.alone);
    const second = announce();
    await until('the other is heard', () => others > 0 && !first.alone());
    assert.equal(second.alone(), false);
    second.dispose();
    await until('alone again', first.alone);
    first.dispose();
    assert.equal(first.alone(), false);
    await until('nothing is left', () => readdirSync(join(folder, 'open')).length === 0);
  });

  it('remove what was left by one that was killed, and keep to what another computer or nobody can tell', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const put = (name: string, text: string) => writeFileSync(join(folder, 'open', name), text);
    const window = announce();
    await until('alone', window.alone);
    put('killed.open', JSON.stringify({ pid: gone, host: hostname() }));
    await until('it is removed', () => !existsSync(join(folder, 'open/killed.open')));
    await until('alone', window.alone);
    put('elsewhere.open', JSON.stringify({ pid: 1, host: `not-${hostname()}` }));
    await until('the other computer counts', () => !window.alone());
    const old = new Date(Date.now() - 8 * 24 * 3_600_000);
    utimesSync(join(folder, 'open/elsewhere.open'), old, old);
    await until('not for ever', window.alone);
    put('damaged.open', '{');
    await until('what is just being written counts', () => !window.alone());
  });

  it('are never sure of it where the folder cannot be made', async () => {
    writeFileSync(join(folder, 'open'), 'a file');
    const window = announce();
    await sleep(100);
    assert.equal(window.alone(), false);
  });
});
