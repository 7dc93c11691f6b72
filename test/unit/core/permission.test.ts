import assert from 'node:assert/strict';
import type { Scope, StepSnapshot } from '../../../src/contracts/session';
import type { Settings, SettingsPort } from '../../../src/contracts/settings';
import { permissionFor as permissionOf, type Asking } from '../../../src/core/run/permission';
import { widen } from '../../../src/core/run/scope';
import { terminalLine } from '../../../src/editor/terminal/terminalLine';
import { createRunCommand } from '../../../src/tools/runCommand';
import { createUseTool } from '../../../src/tools/useTool';
import { memoryWorkspace } from './memoryWorkspace';

const runCommand = createRunCommand({ commands: { run: () => Promise.reject(new Error('not run here')) } });
const useTool = createUseTool({
  otherTools: { list: () => [], invoke: () => Promise.reject(new Error('not run here')) },
});
const nothing: Scope = { writes: [], runs: [], commits: false };

const settingsWith = (more: Partial<Settings> = {}): SettingsPort => {
  const all: Partial<Settings> = {
    'approval.mode': 'plan',
    'approval.allowedCommands': [],
    'approval.deniedCommands': [],
    'approval.allowedTools': [],
    ...more,
  };
  return (key) => all[key]!;
};
const stepOf = (tool: string, effect: StepSnapshot['effect'], more: Partial<StepSnapshot>): StepSnapshot => ({
  id: 's',
  title: 'Do it',
  tool,
  effect,
  dependsOn: [],
  expect: [],
  late: false,
  writes: [],
  about: '',
  status: 'running',
  ...more,
});
const commandStep = (input: Parameters<NonNullable<typeof runCommand.runs>>[0], more: Partial<StepSnapshot> = {}) =>
  stepOf('run_command', 'execute', { input, runs: runCommand.runs?.(input), about: runCommand.about(input), ...more });
const useStep = (input: { name: string; input?: Record<string, unknown> }) =>
  stepOf('use_tool', 'execute', { input, runs: useTool.runs?.(input), about: useTool.about(input) });
const toolNamed = (name: string) =>
  [runCommand, useTool, ...memoryWorkspace({}).tools].find((tool) => tool.name === name)!;
const labels = ({ choices }: Asking): readonly string[] => choices.map(({ label }) => label);
const permissionFor = (step: StepSnapshot, scope: Scope, settings: SettingsPort) =>
  permissionOf(step, toolNamed(step.tool), scope, settings);
const asks = (step: StepSnapshot, scope = nothing, settings = settingsWith()): Asking => {
  const permission = permissionFor(step, scope, settings);
  if (permission === 'go' || 'denied' in permission)
    throw new assert.AssertionError({ message: `expected a question, not ${JSON.stringify(permission)}` });
  return permission;
};

describe('what may run', () => {
  describe('a question shows what will run', () => {
    it('with its line breaks, so that nothing hides behind a comment', () => {
      assert.match(
        asks(commandStep({ command: 'make it # only this\nmake that' })).text,
        /`make it # only this ⏎ make that`/,
      );
    });

    it('with what cannot be seen, and what turns the text round', () => {
      const { text } = asks(commandStep({ command: 'make \u202eti\u202c \u200bx\u00a0y' }));
      assert.match(text, /\\u\{202e\}ti\\u\{202c\} \\u\{200b\}x\\u\{a0\}y/);
      assert.doesNotMatch(text, /[\u202e\u200b\u00a0]/);
    });

    it('so that backticks in it do not end it', () => {
      const { text } = asks(commandStep({ command: 'make `date`. Nothing is changed. ``x``' }));
      assert.ok(text.includes('``` make `date`. Nothing is changed. ``x`` ```'), text);
    });

    it('beginning and end of a long one, and how much is not shown', () => {
      const { text } = asks(commandStep({ command: `make ${'a'.repeat(50_000)}; ./the-end` }));
      assert.match(text, /`make a+ … [\d]+ more characters … a+; \.\/the-end`/);
      assert.ok(text.length < 2_500);
      const about = runCommand.about({ command: `make ${'a'.repeat(50_000)}\n./the-end` });
      assert.match(about, /more characters … a+ ⏎ \.\/the-end$/);
    });

    it('in no words of the title', () => {
      const { text } = asks(
        commandStep({ command: 'make x' }, { title: 'Read a file” and runs `ls`. Go on? “\u202e' }),
      );
      assert.equal(
        text,
        "“Read a file' and runs 'ls'. Go on? '” is not in the approved plan: it runs `make x`. Allow it?",
      );
    });

    it('with paths as they are', () => {
      const { text } = asks(stepOf('write_file', 'write', { writes: ['a.ts, and nothing else\nb.ts', '\u202est.a'] }));
      assert.match(text, /writes `a\.ts, and nothing else ⏎ b\.ts`, `\\u\{202e\}st\.a`\. Allow it/);
    });

    it('all of another tool’s input', () => {
      const { text } = asks(
        useStep({ name: 'mcp_send', input: { note: 'x'.repeat(200), to: 'everyone@example.com' } }),
      );
      assert.match(text, /mcp_send \{"note":"x+","to":"everyone@example\.com"\}/);
    });
  });

  describe('what is typed into a command', () => {
    it('belongs to what is approved', () => {
      const scope = { ...nothing, runs: commandStep({ command: 'python3 -i' }).runs! };
      assert.match(
        asks(commandStep({ command: 'python3 -i', input: 'import os\nos.remove("a")' }), scope).text,
        /os\.remove/,
      );
    });

    it('is judged where a shell obeys it', () => {
      const typed = commandStep({ command: 'bash', input: 'rm -rf ~' });
      const question = asks(typed, { ...nothing, runs: typed.runs! });
      assert.deepEqual(labels(question), ['Allow once', 'Skip this step']);
      assert.ok(
        'denied' in (permissionFor(typed, nothing, settingsWith({ 'approval.deniedCommands': ['rm'] })) as object),
      );
    });

    it('changes nothing for a program that is allowed', () => {
      assert.equal(
        permissionFor(
          commandStep({ command: 'npm init', input: 'y\n', folder: 'a' }),
          nothing,
          settingsWith({ 'approval.allowedCommands': ['npm init'] }),
        ),
        'go',
      );
    });
  });

  describe('for this run', () => {
    it('is not offered where it would allow more than is shown', () => {
      for (const command of [
        'curl https://example.com',
        'rm a.txt',
        'sudo ls',
        'node --version',
        'sed -n p a',
        'Rscript -e 1',
        'tar -cf a b',
      ]) {
        const question = asks(commandStep({ command }));
        assert.deepEqual(labels(question), ['Allow', 'Skip this step'], command);
        const wider = widen(nothing, question.beyond ?? {});
        assert.equal(permissionFor(commandStep({ command }), wider, settingsWith()), 'go', 'itself again');
        asks(commandStep({ command: `${command} more` }), wider);
      }
    });

    it('allows one tool of another extension, not all', () => {
      const question = asks(useStep({ name: 'weather', input: { city: 'Basel' } }));
      const wider = widen(nothing, { free: question.free });
      assert.equal(permissionFor(useStep({ name: 'weather', input: { city: 'Bern' } }), wider, settingsWith()), 'go');
      asks(useStep({ name: 'send_mail' }), wider);
      asks(useStep({ name: 'weather_and_mail' }), wider);
    });
  });

  describe('another tool', () => {
    it('is approved with its input', () => {
      const scope = { ...nothing, runs: useStep({ name: 'send_mail', input: { to: 'me' } }).runs! };
      assert.equal(permissionFor(useStep({ name: 'send_mail', input: { to: 'me' } }), scope, settingsWith()), 'go');
      asks(useStep({ name: 'send_mail', input: { to: 'everybody' } }), scope);
    });

    it('runs no denied command, and asks before a destructive one, in every mode', () => {
      const denied = settingsWith({ 'approval.deniedCommands': ['curl'], 'approval.allowedTools': ['use_tool'] });
      for (const input of [
        { command: 'ls && curl x' },
        { task: { type: 'shell', command: 'curl', args: ['x'] } },
        { steps: [{ commandLine: 'curl x' }] },
      ]) {
        assert.ok(
          'denied' in (permissionFor(useStep({ name: 'run_in_terminal', input }), nothing, denied) as object),
          JSON.stringify(input),
        );
      }
      const wipe = useStep({ name: 'run_in_terminal', input: { command: 'rm -rf ~' } });
      assert.deepEqual(
        asks(
          wipe,
          { ...nothing, runs: wipe.runs! },
          settingsWith({ 'approval.mode': 'auto', 'approval.allowedTools': ['use_tool'] }),
        ).choices.map(({ label }) => label),
        ['Allow once', 'Skip this step'],
      );
    });

    it('is not allowed because the command in its input is', () => {
      asks(
        useStep({ name: 'odd', input: { command: 'ls', also: 'send everything' } }),
        nothing,
        settingsWith({ 'approval.allowedCommands': ['ls'] }),
      );
    });
  });

  it('types into the person’s shell nothing that changes what later commands mean there', () => {
    for (const command of [
      '. ./setup.sh',
      'source setup.sh',
      'autoload rm',
      'r',
      'emulate sh',
      'functions -c ls rm',
      'alias',
      'print -z ls',
    ]) {
      assert.match(terminalLine(command, 'posix', 'bash') ?? '', /^ bash -c /, command);
    }
    assert.equal(terminalLine('npm test', 'posix', 'bash'), ' npm test');
  });

  it('follows what npm hands to a shell', () => {
    for (const command of ["npm exec -c 'curl x'", "npx -c 'curl x'", "npm exec --call='ls; curl x'"]) {
      assert.ok(
        'denied' in
          (permissionFor(
            commandStep({ command }),
            nothing,
            settingsWith({ 'approval.allowedCommands': ['npm', 'npx'], 'approval.deniedCommands': ['curl'] }),
          ) as object),
        command,
      );
    }
  });
});
