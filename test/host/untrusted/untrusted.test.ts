import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answersByPurpose } from '../../model/scriptedModel';
import { connectModel, disk, fixPlan, flux } from '../flux';

describe('an untrusted workspace', () => {
  it('is only read: plans that act are not approved, whatever the mode', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const api = await flux();
    const model = await connectModel(answersByPurpose({ plan: fixPlan }));
    const before = disk('src/login/validate.js');
    const proposed = await api.start({ goal: 'add email validation' });
    await assert.rejects(api.approve(proposed.id), { reason: 'untrusted', message: /Trust/ });
    assert.equal((await api.session(proposed.id)).state, 'awaiting_approval');
    assert.equal(disk('src/login/validate.js'), before);
    const found = await api.whenSettled((await api.start({ goal: 'find idleLimit' })).id);
    assert.equal(found.state, 'complete', found.error?.message);
    const changed = await api.whenSettled((await api.start({ goal: 'what changed' })).id);
    assert.equal(changed.error?.reason, 'untrusted', 'git is not asked: its settings may start programs');
    await model.stop();
  });
});
