import assert from 'node:assert/strict';
import { flux } from '../flux';
import { openFluxFiles, put, removeAll, roleText, shown } from '../fluxFiles/place';

describe('roles and workflows in an untrusted workspace', () => {
  it('are those that are built in: what the workspace brings is neither used nor told of', async () => {
    await (await flux()).sessions();
    await put('.flux/agents/tester.md', roleText('description: Does as it is told'));
    await put('.flux/agents/broken.md', 'no role');
    await put('.flux/workflows/greet.md', '---\ndescription: Greets\n---\nGreet.\n');
    const place = openFluxFiles();
    const roles = await place.roles();
    assert.equal(roles.length, 9);
    assert.ok(roles.every(({ path }) => path === undefined));
    assert.ok((await place.workflows()).every(({ path }) => path === undefined));
    assert.deepEqual(await place.choices('branches', new AbortController().signal), [], 'git is not asked');
    assert.deepEqual(await place.choices('changed_files', new AbortController().signal), []);
    assert.deepEqual(shown('.flux/agents/broken.md'), []);
    place.dispose();
    await removeAll('.flux');
  });
});
