import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { captureLog } from '../src/log.js';
import { openStore } from '../src/storage/store.js';

test('what was stored is there again, a cut line left out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  const lines = [];
  const putBack = captureLog((line) => lines.push(line));
  try {
    const store = await openStore({ folder });
    store.endpoints.put({ id: 'a', url: 'x' });
    store.endpoints.put({ id: 'b', url: 'y' });
    store.endpoints.change('a', { url: 'z' });
    store.endpoints.remove('b');
    await store.close();
    await appendFile(join(folder, 'journal.jsonl'), '{"collection":"endp');
    const again = await openStore({ folder });
    assert.deepEqual(again.endpoints.list(), [{ id: 'a', url: 'z' }]);
    await again.close();
    assert.match(lines[0], /cannot be read/);
  } finally {
    putBack();
    await rm(folder, { recursive: true, force: true });
  }
});
