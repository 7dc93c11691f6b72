// Other agents as clients of Flux's MCP server, each with a home of its own and a scripted model: lists workflows,
// starts one by name, is asked for an input, steers, waits for the person's approval, hands over to the next workflow
// and reads the result. Prints what came of it. `npm run agents -- FOLDER` (with the agents in its node_modules).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { mcpClients } from '../../src/ui/mcpClients';
import { answersByPurpose } from '../model/scriptedModel';
import { bundle } from '../unit/node/buildWorker';
import { fixed, plan, serve, token, type Served } from '../unit/mcp/served';
import { startAgentEndpoint, type Turn } from './agentEndpoint';
import { agentPrograms, put, type AgentProgram } from './agentPrograms';

const longestMs = 120_000;
const session = 'from an agent';
const turns: readonly Turn[] = [
  { input: { action: 'list_workflows' } },
  { input: { action: 'run', workflow: 'greet', session } },
  { input: { action: 'answer', session, text: 'the world', wait: true } },
  { input: { action: 'feedback', session, text: 'keep the comments' } },
  { input: { action: 'status', session, wait: true } },
  { input: { action: 'status', session, wait: true } },
  { input: { action: 'run', session, workflow: 'look', wait: true } },
  { say: 'Flux has done it.' },
];
const look = JSON.stringify({
  summary: 'looks at add',
  steps: [{ id: 'look', title: 'Look', tool: 'read_files', input: { paths: ['src/add.js'] } }],
});

const folder = process.argv[2] ?? '.';
const worker = await bundle('src/node/store/storeWorker.ts');
let failed = 0;
try {
  for (const program of agentPrograms) {
    const bin = binOf(program.bin);
    if (!bin) {
      console.log(`${program.client}: not installed`);
      continue;
    }
    const began = Date.now();
    try {
      await tryAgent(program, bin);
      console.log(`${program.client}: fine (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed++;
      console.log(`${program.client}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
} finally {
  await worker.remove();
}
process.exit(failed);

/** In the folder's own packages, or in those of a folder below it. */
function binOf(name: string): string | undefined {
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...below.map((entry) => join(folder, entry.name))]
    .map((place) => join(place, 'node_modules/.bin', name))
    .find((path) => existsSync(path));
}

async function tryAgent(program: AgentProgram, bin: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'flux-agent-'));
  const served = await serve(worker.file);
  const model = await startAgentEndpoint(turns);
  const approving = approve(served);
  try {
    prepare(served);
    const form = mcpClients.find(({ label }) => label === program.client);
    assert.ok(form);
    await mkdir(join(home, 'work'), { recursive: true });
    await put(home, program.config, program.connect(form.write(served.server.url, token), model.url));
    const output = await run(bin, program, home, model.url);
    const [listed = '', asked = '', , , , done = '', next = ''] = model.heard;
    const all = `${model.heard.join('\n---\n')}\n=== ${output}`;
    assert.match(model.offered.join(), /There are: .*greet/, `the schema names the workflows\n${all}`);
    assert.match(listed, /Greets somebody/, all);
    assert.match(asked, /Who is greeted/, all);
    assert.match(done, /done and verified|"verified":true/, all);
    assert.match(next, /is done|"state":"complete"/, all);
    assert.match(output, /Flux has done it\./, output);
    assert.equal(served.core.place.texts.get('src/add.js'), fixed);
    const ended = await served.flux.session(session);
    assert.deepEqual([ended.state, ended.earlier?.length], ['complete', 1]);
  } finally {
    clearInterval(approving);
    await model.stop();
    await served.stop();
    await rm(home, { recursive: true, force: true });
  }
}

function prepare({ core }: Served): void {
  core.model.script(answersByPurpose({ plan: [plan, plan, look] }));
  const common = { phases: ['planning', 'implementation'] as const };
  core.place.extraWorkflows.push(
    {
      ...common,
      name: 'greet',
      description: 'Greets somebody',
      inputs: [{ name: 'who', description: 'Who is greeted?', optional: false }],
      template: 'greet {{who}}',
    },
    { ...common, name: 'look', description: 'Looks at the code', inputs: [], template: 'look at the code' },
  );
}

/** The person: approves the plan once the agent has said what it wants to be different. */
function approve({ core }: Served): NodeJS.Timeout {
  return setInterval(() => {
    void core.flux
      .session(session)
      .then(({ id, state, said }) =>
        state === 'awaiting_approval' && said.some(({ text }) => /comments/.test(text))
          ? core.flux.approve(id)
          : undefined,
      )
      .catch(() => undefined); // it is not there yet, or has gone on
  }, 300);
}

/** Everything that it prints; it is ended when it takes too long. */
function run(bin: string, program: AgentProgram, home: string, model: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(bin, [...program.args('Ask Flux to greet the world.', home)], {
      cwd: join(home, 'work'),
      env: {
        PATH: [process.env['PATH'], join(bin, '..')].join(delimiter),
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
        XDG_DATA_HOME: join(home, '.local/share'),
        XDG_CACHE_HOME: join(home, '.cache'),
        XDG_STATE_HOME: join(home, '.local/state'),
        ...program.env(model),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const hear = (part: Buffer) => (output += part.toString('utf8'));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const timer = setTimeout(() => child.kill('SIGKILL'), longestMs);
    child.once('error', reject);
    child.once('close', () => (clearTimeout(timer), resolve(output)));
  });
}
