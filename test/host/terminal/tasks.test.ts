import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isCancelled } from '../../../src/base/errors';
import { firstFolder } from '../../../src/editor/workspace/folder';
import { runAsTask } from '../../../src/editor/terminal/tasks';
import { bytesOf, noSignal, removeAll, root, until } from '../editor/workspace';

const cwd = () => firstFolder(root).uri.fsPath;
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Starts a shell with a child that outlives it, and waits until both run. */
async function startFamily(signal: AbortSignal) {
  const shellCommand = 'sleep 300 & echo $! > pid.txt; wait';
  const ended = runAsTask({ name: 'Family', display: 'sleep', shellCommand, cwd: cwd(), signal }).then(
    () => undefined,
    (error: unknown) => error,
  );
  await until('the child runs', async () => /\d\n/.test(await bytesOf('pid.txt').catch(() => '')));
  return { ended, child: Number(await bytesOf('pid.txt')) };
}

describe('runAsTask', () => {
  afterEach(() => removeAll('pid.txt'));

  it('gives output and exit code, and shows the task without moving anything', async () => {
    const shown = vscode.window.activeTerminal;
    const heard: string[] = [];
    const names: string[] = [];
    const listening = vscode.tasks.onDidStartTask(({ execution }) =>
      names.push(`${execution.task.source}: ${execution.task.name}`),
    );
    const result = await runAsTask({
      name: 'Say',
      display: 'say',
      shellCommand: 'echo out; echo err >&2; exit 3',
      cwd: cwd(),
      signal: noSignal,
      onOutput: (text) => heard.push(text),
    });
    assert.equal(result.exitCode, 3);
    assert.deepEqual(result.output.trim().split('\n').sort(), ['err', 'out']);
    assert.equal(heard.join(''), result.output);
    await until('the task is announced', () => names.includes('Flux: Say'));
    listening.dispose();
    assert.equal(vscode.window.activeTextEditor, undefined);
    assert.ok(shown === undefined || vscode.window.activeTerminal === shown);
  });

  it('runs several of one name side by side, and reuses their terminals', async () => {
    const once = () =>
      runAsTask({
        name: 'Twin',
        display: 'twin',
        command: process.execPath,
        args: ['-e', 'setTimeout(() => console.log("done"), 300)'],
        cwd: cwd(),
        signal: noSignal,
      });
    const results = await Promise.all([once(), once()]);
    assert.deepEqual(
      results.map(({ output }) => output.trim()),
      ['done', 'done'],
    );
    await once();
    await once();
    assert.ok(
      vscode.window.terminals.filter(({ name }) => name.includes('Twin')).length <= 2,
      vscode.window.terminals.map(({ name }) => name).join(),
    );
  });

  it('leaves no task running', async () => {
    await runAsTask({ name: 'Short', display: 'true', shellCommand: 'true', cwd: cwd(), signal: noSignal });
    await until('the task has ended', () => !vscode.tasks.taskExecutions.some(({ task }) => task.name === 'Short'));
  });

  it('gives a whole output of many lines', async () => {
    const { output } = await runAsTask({
      name: 'Many',
      display: 'seq',
      shellCommand: 'i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done',
      cwd: cwd(),
      signal: noSignal,
    });
    assert.equal(output.trim().split('\n').length, 20000);
  });

  it('ends the whole process tree when it is cancelled', async () => {
    const controller = new AbortController();
    const { ended, child } = await startFamily(controller.signal);
    assert.ok(isAlive(child));
    controller.abort();
    assert.ok(isCancelled(await ended));
    await until('the child has ended', () => !isAlive(child));
  });

  it('takes a closed terminal for a wish to stop', async () => {
    const { ended, child } = await startFamily(noSignal);
    const terminal = vscode.window.terminals.find(({ name }) => name.includes('Family'));
    assert.ok(terminal, vscode.window.terminals.map(({ name }) => name).join());
    terminal.dispose();
    assert.ok(isCancelled(await ended));
    await until('the child has ended', () => !isAlive(child));
  });

  it('and so a task that is terminated', async () => {
    const { ended, child } = await startFamily(noSignal);
    vscode.tasks.taskExecutions.find(({ task }) => task.name === 'Family')?.terminate();
    assert.ok(isCancelled(await ended));
    await until('the child has ended', () => !isAlive(child));
  });

  it('says when there is no such program', async () => {
    await assert.rejects(
      runAsTask({ name: 'None', display: 'none', command: 'no-such-program-here', cwd: cwd(), signal: noSignal }),
      { reason: 'command_not_found' },
    );
  });
});
