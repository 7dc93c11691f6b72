import assert from 'node:assert/strict';
import type { PanelMessage } from '../../../src/contracts/panel';
import { panelMessageSchema } from '../../../src/contracts/panel';
import { createOutbox } from '../../../src/webview/outbox';
import { panel } from '../../webview/fixtures';

describe('outbox of the plan panel', () => {
  let sent: PanelMessage[];
  const open = () => {
    sent = [];
    return createOutbox({ post: (message) => sent.push(message), onTimeout: () => {} });
  };

  it('sends one change at a time, each on the revision that the one before led to', () => {
    const outbox = open();
    outbox.settle(panel({ planRevision: 7 }));
    outbox.send({ type: 'skip', step: 'a', skip: true });
    outbox.send({ type: 'move', step: 'b', to: 0 });
    outbox.send({ type: 'approve' });
    assert.deepEqual(sent, [{ type: 'skip', step: 'a', skip: true, revision: 7 }]);
    outbox.settle(panel({ planRevision: 7 }));
    assert.equal(sent.length, 1, 'a state that answers nothing changes nothing');
    outbox.settle(panel({ planRevision: 8 }));
    assert.deepEqual(sent[1], { type: 'move', step: 'b', to: 0, revision: 8 });
    outbox.settle(panel({ planRevision: 9 }));
    assert.deepEqual(sent[2], { type: 'approve', revision: 9 });
    outbox.settle(panel({ planRevision: 10, state: 'implementation' }));
    assert.equal(outbox.pending.length, 0);
    for (const message of sent) assert.ok(panelMessageSchema.safeParse(message).success);
  });

  it('drops what waits behind a refused change, an approval above all', () => {
    const outbox = open();
    outbox.settle(panel());
    outbox.send({ type: 'edit', step: 'a', title: '' });
    outbox.send({ type: 'approve' });
    const { refused } = outbox.settle(panel({}, { notice: { kind: 'error', text: 'No.' } }));
    assert.equal(refused?.type, 'edit');
    assert.deepEqual([sent.length, outbox.pending.length], [1, 0]);
  });

  it('forgets its queue when another session is shown', () => {
    const outbox = open();
    outbox.settle(panel());
    outbox.send({ type: 'skip', step: 'a', skip: true });
    outbox.send({ type: 'approve' });
    outbox.settle(panel({ id: 'other' }));
    assert.deepEqual([sent.length, outbox.pending.length], [1, 0]);
  });
});
