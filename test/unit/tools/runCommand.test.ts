import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, FluxError } from '../../../src/base/errors';
import type { CommandRequest, CommandResult, CommandsPort } from '../../../src/contracts/ports';
import { createRunCommand } from '../../../src/tools/runCommand';
import { answerOf, callDone, callFailed, callTool } from './toolContext';

/** A terminal in which commands go as they are told to. */
function terminal(run: (request: CommandRequest) => Promise<Partial<CommandResult>>): {
  commands: CommandsPort;
  asked: CommandRequest[];
} {
  const asked: CommandRequest[] = [];
  return {
    asked,
    commands: {
      run: async (request) => {
        asked.push(request);
        return { exitCode: 0, output: '', durationMs: 1200, through: 'terminal', ...(await run(request)) };
      },
    },
  };
}

const untilStopped = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new CancelledError())));

describe('run_command', () => {
  it('is done when the command ends with 0', async () => {
    const said: string[] = [];
    const tool = createRunCommand(terminal(async ({ onLine }) => (onLine?.('two'), { output: 'one\ntwo\n' })));
    const result = await callDone(tool, { command: ' ls -a ' }, { report: (line) => said.push(line) });
    assert.equal(result.message, 'Exit code 0 after 1.2 s. Output:\none\ntwo');
    assert.deepEqual(result.facts, { exitCode: 0, output: 'one\ntwo\n' });
    assert.deepEqual(said, ['two']);
  });

  it('fails with the exit code, the end of the output, and all of it among the facts', async () => {
    const output = `BEGIN\n${'noise\n'.repeat(5000)}Error: no such thing\n`;
    const failed = await callFailed(
      createRunCommand(terminal(async () => ({ exitCode: 2, output }))),
      { command: 'x' },
      'exit_code',
    );
    assert.match(
      failed.message,
      /^Exit code 2 after 1\.2 s\. Output:\nBEGIN\n[\s\S]* lines cut [\s\S]*Error: no such thing$/,
    );
    assert.ok(failed.message.length < 6200);
    assert.equal(failed.facts?.output, output);
    assert.equal(failed.facts?.exitCode, 2);
  });

  it('says when the shell told no exit code, and when nothing was printed', async () => {
    const result = await callDone(createRunCommand(terminal(async () => ({ exitCode: undefined }))), { command: 'x' });
    assert.match(result.message, /the shell did not tell its exit code\. It printed nothing\.$/);
    assert.equal(result.facts && 'exitCode' in result.facts, false);
  });

  it('asks the person what to type', async () => {
    const questions: { question: string; choices: readonly string[] | undefined }[] = [];
    const typed: (string | undefined)[] = [];
    const tool = createRunCommand(
      terminal(async ({ onPrompt }) => {
        for (const line of ['Project name:', 'Sure? [y/N]', ''])
          typed.push(await onPrompt(line, new AbortController().signal));
        return {};
      }),
    );
    const replies = ['flux', 'Stop it', ''];
    await callDone(
      tool,
      { command: 'npm init' },
      {
        ask: async (question, choices, words) => (
          questions.push({ question, choices: choices?.map(({ label }) => label) }),
          assert.equal(words, 'typed'),
          answerOf(replies.shift() ?? '', choices)
        ),
      },
    );
    assert.deepEqual(questions, [
      {
        question: 'The command is waiting for input after “Project name:”. What should be typed?',
        choices: ['Stop it'],
      },
      {
        question: 'The command is waiting for input after “Sure? [y/N]”. What should be typed?',
        choices: ['y', 'n', 'Stop it'],
      },
      { question: 'The command is waiting for input. What should be typed?', choices: ['Stop it'] },
    ]);
    assert.deepEqual(typed, ['flux', undefined, '']);
  });

  it('types what the input brings before it asks', async () => {
    const typed: (string | undefined)[] = [];
    const tool = createRunCommand(
      terminal(async ({ onPrompt }) => {
        for (const line of ['Name:', 'Version:', 'Licence:'])
          typed.push(await onPrompt(line, new AbortController().signal));
        return {};
      }),
    );
    await callDone(tool, { command: 'npm init', input: 'flux\n1.0.0\n' }, { ask: async () => ({ text: 'asked' }) });
    assert.deepEqual(typed, ['flux', '1.0.0', 'asked']);
  });

  for (const line of [
    'Password:',
    "Enter passphrase for key '/home/x/.ssh/id':",
    'npm one-time password (OTP):',
    '[sudo] password for x:',
    'Token:',
    'Пароль:',
  ]) {
    it(`never asks for “${line}” itself, nor types it`, async () => {
      const said: string[] = [];
      let answered = false;
      const tool = createRunCommand(
        terminal(async ({ onPrompt }) => {
          void onPrompt(line, new AbortController().signal).then(() => (answered = true));
          await sleep(5);
          assert.equal(answered, false);
          return {};
        }),
      );
      await callDone(
        tool,
        { command: 'x', input: 'hunter2' },
        { ask: () => assert.fail('It asked.'), report: (text) => said.push(text) },
      );
      assert.match(said.join(), /Type it in the terminal/);
      await sleep(0);
      assert.equal(answered, true);
    });
  }

  it('says that nobody gave input', async () => {
    const failed = await callFailed(
      createRunCommand(terminal(async () => ({ exitCode: 130, gaveUp: true, output: 'Sure? ' }))),
      { command: 'x' },
      'no_input',
    );
    assert.match(failed.message, /waited for input[\s\S]*Sure\?$/);
  });

  it('ends after the time that was asked for, not counting what the person takes to answer', async () => {
    const stuck = createRunCommand(
      terminal(async ({ signal, onOutput }) => (onOutput('so far\n'), untilStopped(signal))),
    );
    const failed = await callFailed(stuck, { command: 'x', timeoutSeconds: 1 }, 'timeout');
    assert.match(failed.message, /longer than 1 s[\s\S]*so far$/);

    const asking = createRunCommand(
      terminal(
        async ({ signal, onPrompt }) => (
          await onPrompt('?', new AbortController().signal),
          assert.equal(signal.aborted, false),
          {}
        ),
      ),
    );
    await callDone(
      asking,
      { command: 'x', timeoutSeconds: 1 },
      { ask: async () => (await sleep(1100), { text: 'y' }) },
    );
  });

  it('passes cancellation on', async () => {
    const controller = new AbortController();
    const running = callTool(
      createRunCommand(terminal(({ signal }) => untilStopped(signal))),
      { command: 'x', timeoutSeconds: 60 },
      { signal: controller.signal },
    );
    controller.abort();
    await assert.rejects(running, CancelledError);
  });

  it("passes the port's refusals on", async () => {
    const missing = terminal(async () => {
      throw new FluxError('not_found', 'There is no folder “x”.');
    });
    await callFailed(createRunCommand(missing), { command: 'x', folder: 'x' }, 'not_found');
  });

  it('tells approvals what runs and where', () => {
    const tool = createRunCommand(terminal(async () => ({})));
    assert.deepEqual(tool.runs?.({ command: ' npm test ' }), ['$ npm test']);
    assert.deepEqual(tool.runs?.({ command: 'npm test', folder: './packages/a/' }), ['$ cd packages/a && npm test']);
    assert.deepEqual(tool.runs?.({ command: 'npm test', folder: "my 'app'; rm -rf ~" }), [
      "$ cd 'my '\\''app'\\''; rm -rf ~' && npm test",
    ]);
    assert.deepEqual(tool.runs?.({ command: 'npm test', folder: '-' }), ["$ cd '-' && npm test"]);
    assert.deepEqual(tool.runs?.({}), []);
    assert.equal(tool.touches?.({ command: 'x' }), 'tree');
    assert.equal(tool.about({ command: 'npm test', folder: 'a' }), 'npm test (in a)');
  });

  it('takes the names that models use', async () => {
    const { commands, asked } = terminal(async () => ({}));
    const tool = createRunCommand({ commands });
    for (const raw of [
      { command: 'ls', folder: 'a' },
      { cmd: 'ls', cwd: './a' },
      { script: 'ls', directory: 'a', timeout: '30' },
    ])
      await callDone(tool, raw);
    for (const { command, folder } of asked) assert.deepEqual({ command, folder }, { command: 'ls', folder: 'a' });
    await callDone(tool, { command: ['npm', 'test'], folder: './' });
    assert.equal(asked.at(-1)?.command, 'npm test');
    assert.equal(asked.at(-1)?.folder, undefined);
  });
});
