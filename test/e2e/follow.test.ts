import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { copyProject } from '../harness/copyProject.mjs';
import { extensionHostOf } from '../harness/extensionHost.mjs';
import { launchCodeServer } from '../harness/launchCodeServer.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';
import { outFolder, repoRoot } from '../harness/paths.mjs';
import { testEnvironment } from '../harness/testEnvironment.mjs';

type Snapshot = {
  id: string;
  name: string;
  state: string;
  error?: { reason: string };
  restored?: string[];
  failed?: string;
};
interface Call {
  readonly call: string;
  readonly args?: readonly unknown[];
}

/** A workspace's sessions, as the editor is started again and again with the same data of the person. */
describe('sessions follow their folder', function () {
  this.timeout(240_000);
  let model: ScriptedModel;
  let base: string;
  let folder: string;
  let copy: Awaited<ReturnType<typeof copyProject>>;

  before(async () => {
    base = mkdtempSync(join(tmpdir(), 'flux-follow-'));
    copy = await copyProject('login', { git: true });
    folder = join(base, 'project');
    cpSync(copy.folder, folder, { recursive: true });
    rmSync(join(folder, 'test'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}\n');
    mkdirSync(join(base, 'second'));
    const write = (id: string) =>
      `${JSON.stringify({ summary: 'A file', steps: [{ id, title: 'Write it', tool: 'write_file', input: { path: `src/${id}.js` } }] })}\n=== ` +
      `${id} ===\n\`\`\`js\nexport const x = 1;\n\`\`\``;
    const slow = JSON.stringify({
      summary: 'slow',
      steps: [{ id: 'slow', title: 'Wait', tool: 'run_command', input: { command: 'sleep 300' } }],
    });
    model = await startScriptedModel(
      answersByPurpose({ plan: [write('first'), write('second'), write('third'), slow] }),
    );
  });
  after(async () => {
    await model?.stop();
    await copy?.remove();
    rmSync(base, { recursive: true, force: true });
  });

  /**
   * Starts the editor on a folder or workspace file, makes calls at once on activation, ends it, and returns their
   * answers.
   */
  async function visit(
    where: { folder: string } | { workspaceFile: string },
    calls: readonly Call[],
    kill = false,
  ): Promise<Snapshot[]> {
    const probe = mkdtempSync(join(base, 'probe-'));
    writeFileSync(join(probe, 'probe.json'), JSON.stringify({ calls, hang: kill }));
    const server = await launchCodeServer({
      ...where,
      userDataFolder: join(base, 'data'),
      userSettings: {
        'flux.model.baseUrl': model.url,
        'flux.model.id': 'scripted',
        'flux.tests.baselineSeconds': 0,
        'flux.approval.mode': 'auto',
      },
      env: { ...testEnvironment, FLUX_PROBE: probe },
    });
    const workbench = await openWorkbench({
      server,
      extensionPath: repoRoot,
      extensionTestsPath: join(outFolder, 'test/host/probe.cjs'),
    });
    try {
      if (kill) {
        while (!existsSync(join(probe, 'answers.json'))) await workbench.page.waitForTimeout(50);
        process.kill(await extensionHostOf(server), 'SIGKILL');
      } else await workbench.testsEnded;
      return JSON.parse(readFileSync(join(probe, 'answers.json'), 'utf8')) as Snapshot[];
    } finally {
      await workbench.close();
      await server.stop();
    }
  }
  const make = (name: string): Call[] => [
    { call: 'start', args: [{ goal: `write ${name}`, name, approve: 'now' }] },
    { call: 'whenSettled', args: [name] },
  ];
  const names = async (where: Parameters<typeof visit>[0]) =>
    ((await visit(where, [{ call: 'sessions' }]))[0] as unknown as Snapshot[]).map(({ name }) => name).sort();

  it('through a link and under a workspace file, alone and with a second folder, where what was made alone is undone', async () => {
    const [, settled, , other] = await visit({ folder }, [...make('first'), ...make('second')]);
    assert.equal(settled?.state, 'complete', JSON.stringify(settled));
    assert.equal(other?.state, 'complete', JSON.stringify(other));
    symlinkSync(folder, join(base, 'link'));
    assert.deepEqual(await names({ folder: join(base, 'link') }), ['first', 'second']);
    const workspaceFile = join(base, 'saved.code-workspace');
    writeFileSync(workspaceFile, JSON.stringify({ folders: [{ path: 'project' }, { path: 'second' }] }));
    const [list, undone] = (await visit({ workspaceFile }, [
      { call: 'sessions' },
      { call: 'undo', args: ['first'] },
    ])) as unknown as [Snapshot[], Snapshot];
    assert.deepEqual(list.map(({ name }) => name).sort(), ['first', 'second']);
    assert.deepEqual(undone.restored, ['src/first.js'], JSON.stringify(undone));
    assert.equal(existsSync(join(folder, 'src/first.js')), false);
    assert.equal(existsSync(join(folder, 'src/second.js')), true);
  });

  it('when it is moved, undo included; a copy has none of them', async () => {
    const moved = join(base, 'moved elsewhere');
    renameSync(folder, moved);
    cpSync(moved, join(base, 'copied'), { recursive: true });
    const [undone] = await visit({ folder: moved }, [{ call: 'undo', args: ['second'] }]);
    assert.deepEqual(undone?.restored, ['src/second.js'], JSON.stringify(undone));
    assert.equal(existsSync(join(moved, 'src/second.js')), false);
    assert.deepEqual(await names({ folder: join(base, 'copied') }), []);
    folder = moved;
  });

  it('and what was at work when its extension host was killed is paused from the first answer', async () => {
    await visit(
      { folder },
      [...make('third'), { call: 'start', args: [{ goal: 'wait', name: 'slow', approve: 'now' }] }],
      true,
    );
    const [first] = await visit({ folder }, [{ call: 'session', args: ['slow'] }]);
    assert.deepEqual([first?.state, first?.error?.reason], ['paused', 'interrupted'], JSON.stringify(first));
  });
});
