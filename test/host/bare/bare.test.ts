import assert from 'node:assert/strict';
import { answersByPurpose } from '../../model/scriptedModel';
import { connectModel, disk, flux, planText } from '../flux';

describe('an empty folder without git and without tests', () => {
  it('says that there are no tests, and no repository', async () => {
    const api = await flux();
    const tests = await api.whenSettled((await api.start({ goal: 'run the tests', approve: 'now' })).id);
    assert.equal(tests.error?.reason, 'no_tests');
    assert.match(tests.error?.message ?? '', /flux\.tests\.command|tests/);
    await assert.rejects(api.start({ goal: 'save my work', approve: 'now' }), {
      reason: 'no_repository',
      message: /git init/,
    });
    const diff = await api.whenSettled((await api.start({ goal: 'what changed' })).id);
    assert.equal(diff.state, 'failed');
    assert.match(diff.error?.message ?? '', /repository/);
  });

  it('writes a first file and says that nothing verifies it', async () => {
    const api = await flux();
    const model = await connectModel(
      answersByPurpose({
        plan:
          `${planText([{ id: 'w', title: 'Write', tool: 'write_file', input: { path: 'src/hello.js' } }])}\n=== ` +
          `w ===\n\`\`\`js\nconsole.log('hello');\n\`\`\``,
      }),
    );
    const done = await api.whenSettled((await api.start({ goal: 'create a hello world', approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(disk('src/hello.js'), "console.log('hello');\n");
    assert.equal(done.report?.verified, false);
    assert.match(done.report?.unverified.join(' ') ?? '', /No test/);
    await model.stop();
  });
});
