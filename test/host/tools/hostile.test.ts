import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Gate, SessionSnapshot } from '../../../src/contracts/session';
import { answersByPurpose } from '../../model/scriptedModel';
import { planText, put, root, setFlux, statuses, until } from '../flux';
import { useFlux } from '../useFlux';

describe('a hostile model or repository', () => {
  const flux = useFlux({ settings: { 'flux.tests.baselineSeconds': 0 } });
  afterEach(() => setFlux({ 'approval.deniedCommands': undefined }));

  const start = async (plan: string, bind = '{"command":"echo bound > bound.txt"}'): Promise<SessionSnapshot> => {
    flux.model.script(answersByPurpose({ plan, bind }));
    return flux.api.start({ goal: 'do what the plan says', approve: 'now' });
  };
  const gateOf = async (session: SessionSnapshot): Promise<Gate> => {
    const open = async () => (await flux.api.session(session.id)).gates.find(({ kind }) => kind !== 'plan');
    await until('a gate', async () => (await open()) !== undefined);
    return (await open())!;
  };
  const loose = {
    'flux.approval.mode': 'auto',
    'flux.approval.allowedCommands': ['echo', 'touch'],
    'flux.approval.allowedTools': ['run_command', 'edit_file'],
    'flux.approval.deniedCommands': [],
  };
  const late = { id: 'late', title: 'Run what is needed', tool: 'run_command', instruction: 'write bound.txt' };

  it('gains nothing by writing the workspace’s settings in an approved step', async () => {
    const write = { id: 'settings', title: 'Settings', tool: 'write_file', input: { path: '.vscode/settings.json' } };
    const session = await start(
      `${planText([write, { ...late, dependsOn: ['settings'] }])}\n=== settings ` +
        `===\n\`\`\`json\n${JSON.stringify(loose)}\n\`\`\``,
    );
    const gate = await gateOf(session);
    assert.equal(gate.kind, 'delta');
    assert.equal(
      vscode.workspace.getConfiguration('flux').get('approval.mode'),
      'auto',
      'the editor itself has read them',
    );
    await flux.api.answer(session.id, gate.id, 'Skip this step');
    assert.deepEqual(statuses(await flux.api.whenSettled(session.id)), [
      'settings done',
      'late denied',
      'verify skipped',
    ]);
    assert.ok(!existsSync(join(root(), 'bound.txt')));
  });

  it('cannot take back what the person denies, but may deny more', async () => {
    await setFlux({ 'approval.deniedCommands': ['touch'] });
    mkdirSync(join(root(), '.vscode'), { recursive: true });
    put('.vscode/settings.json', JSON.stringify({ ...loose, 'flux.approval.deniedCommands': ['mkdir'] }));
    // The mode alone may still be what an earlier file said.
    await until(
      'the settings',
      () =>
        vscode.workspace
          .getConfiguration('flux')
          .inspect<string[]>('approval.deniedCommands')
          ?.workspaceValue?.includes('mkdir') === true,
    );
    for (const command of ['touch denied.txt', 'mkdir denied.txt']) {
      const done = await flux.api.whenSettled(
        (await start(planText([{ id: 'a', title: 'a', tool: 'run_command', input: { command } }]))).id,
      );
      assert.deepEqual(statuses(done), ['a denied'], command);
    }
    assert.ok(!existsSync(join(root(), 'denied.txt')));
  });

  it('shows no secret through a link with a harmless name, nor in a diff', async () => {
    put('.env', 'TOKEN=very-secret\n');
    symlinkSync('.env', join(root(), 'notes.md'));
    const read = { id: 'read', title: 'Read', tool: 'read_files', input: { paths: ['notes.md'] } };
    const diff = { id: 'diff', title: 'Diff', tool: 'git_diff', input: {} };
    flux.model.script(
      answersByPurpose({ plan: [JSON.stringify({ look: [{ read: 'notes.md' }] }), planText([read, diff])] }),
    );
    const session = await flux.api.start({ goal: 'look at everything', approve: 'now' });
    const done = await flux.api.whenSettled(session.id);
    assert.ok(statuses(done)?.includes('diff done'), JSON.stringify(statuses(done)));
    assert.doesNotMatch(JSON.stringify(done), /very-secret/);
    assert.doesNotMatch(flux.model.requests.map(({ text }) => text).join('\n'), /very-secret/);
  });

  it('has the person read what will run, whatever it looks like', async () => {
    const session = await start(
      planText([late]),
      JSON.stringify({ command: 'echo `date` # harmless\ntouch hidden.txt \u202etxt.' }),
    );
    const gate = await gateOf(session);
    assert.match(gate.text, /# harmless ⏎ touch hidden\.txt \\u\{202e\}txt\./);
    await flux.api.answer(session.id, gate.id, 'Skip this step');
    await flux.api.whenSettled(session.id);
    assert.ok(!existsSync(join(root(), 'hidden.txt')));
  });

  it('leaves nothing in the terminal that changes what the next command means', async () => {
    put('setup.sh', 'npm() { touch hijacked.txt; }\nnode() { touch hijacked.txt; }\n');
    const steps = [
      { id: 'a', title: 'a', tool: 'run_command', input: { command: '. ./setup.sh' } },
      { id: 'b', title: 'b', tool: 'run_command', input: { command: 'node --version' }, dependsOn: ['a'] },
    ];
    const session = await start(planText(steps));
    assert.deepEqual(statuses(await flux.api.whenSettled(session.id)), ['a done', 'b done']);
    assert.ok(!existsSync(join(root(), 'hijacked.txt')));
  });
});
