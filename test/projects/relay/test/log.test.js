import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureLog, log, setLogLevel } from '../src/log.js';

test('writes lines of JSON, what is not important left out', () => {
  const lines = [];
  const putBack = captureLog((line) => lines.push(JSON.parse(line)));
  setLogLevel('warn');
  log('info', 'quiet');
  log('error', 'loud', { code: 7 });
  setLogLevel('info');
  putBack();
  assert.deepEqual(
    lines.map(({ level, message, code }) => [level, message, code]),
    [['error', 'loud', 7]],
  );
  assert.throws(() => setLogLevel('shout'), /no log level/);
});
