import assert from 'node:assert/strict';
import { placeOf } from '../../../src/base/codePlaces';
import { createPlaceFinder } from '../../../src/core/brief/findPlace';
import { hideSecrets } from '../../../src/core/brief/hideSecrets';
import { memoryWorkspace } from './memoryWorkspace';

describe('places in the workspace', () => {
  const place = memoryWorkspace({
    'src/a.ts': 'one\ntwo\nthree\n',
    'src/api/parser.ts': 'one\n',
    'lib/index.ts': 'one\n',
    'src/index.ts': 'one\n',
    '.env': 'KEY=1\n',
  });
  const find = async (said: string, known: string[] = []) => {
    const found = await createPlaceFinder(hideSecrets(place), () => known)(placeOf(said) ?? { path: said });
    return found && `${found.path}${found.line ? `:${found.line}` : ''}${found.endLine ? `-${found.endLine}` : ''}`;
  };

  it('are files that are there, and lines that these have', async () => {
    assert.equal(await find('src/a.ts'), 'src/a.ts');
    assert.equal(await find('./src/a.ts:3'), 'src/a.ts:3');
    assert.equal(await find('src/a.ts:2-3'), 'src/a.ts:2-3');
    assert.equal(await find('src/a.ts:2-9'), 'src/a.ts:2');
    for (const said of ['src/a.ts:4', 'src/b.ts', 'src', '../a.ts', '/etc/passwd', 'src/a.ts:0', '.env:1'])
      assert.equal(await find(said), undefined, said);
  });

  it('may be named by the end of their path where only one file ends so, or one of those that were shown', async () => {
    assert.equal(await find('parser.ts:1'), 'src/api/parser.ts:1');
    assert.equal(await find('api/parser.ts'), 'src/api/parser.ts');
    assert.equal(await find('index.ts:1'), undefined);
    assert.equal(await find('index.ts:1', ['src/index.ts', 'src/a.ts']), 'src/index.ts:1');
    assert.equal(await find('index.ts:1', ['src/index.ts', 'lib/index.ts']), undefined);
  });
});
