import { writeFile } from 'node:fs/promises';
import { answersByPurpose } from '../model/scriptedModel';
import { bundle } from '../unit/node/buildWorker';
import { connectTo } from '../unit/mcp/connectTo';
import { serve, token } from '../unit/mcp/served';
import { startMcpServer } from '../../src/node/mcp/mcpServer';
import { median, medianMs, type Figure } from './measure';

const figures: Figure[] = [];
const goal = (what: string, value: number, below: number, note?: string) =>
  figures.push({ what, value, unit: 'ms', goal: `under ${below} ms`, met: value < below, note });

const worker = await bundle('src/node/store/storeWorker.ts');
const served = await serve(worker.file);
const { core, flux, server } = served;
const look = { id: 'look', title: 'Look', tool: 'read_files', input: { paths: ['src/add.js'] } };
core.model.script(answersByPurpose({ plan: () => JSON.stringify({ summary: 'looks', steps: [look] }) }));
core.place.overrides['sessions.maxConcurrent'] = 10;

const starting = await medianMs(20, async () => {
  const another = await startMcpServer({ flux, port: 0, token, version: '1', log: core.place.log });
  const { client } = await connectTo(another.url, token);
  await client.close();
  await another.stop();
});
goal('MCP: server started, a client connected, both ended', starting, 5_000);

const { client, call } = await connectTo(server.url, token);
await call({ action: 'run', goal: 'look at add', session: 'first' });
goal('MCP: discovery (tools, resources, workflows)', await medianMs(20, discover), 2_000);
async function discover() {
  await Promise.all([client.listTools(), client.listResources(), call({ action: 'list_workflows' })]);
}

const firsts: number[] = [];
for (let round = 0; round < 20; round++) {
  const began = performance.now();
  let first = 0;
  await call(
    { action: 'run', goal: 'look at add', session: 'first' },
    { onprogress: () => (first ||= performance.now()) },
  );
  firsts.push(first - began);
}
goal('MCP: first progress of a run', median(firsts), 1_000);

core.model.script(() => new Promise(() => undefined));
await call({ action: 'run', goal: 'look at add', session: 'planning', wait: false });
const words = () => call({ action: 'feedback', session: 'planning', text: 'be quick' });
goal('MCP: feedback recorded', await medianMs(20, words), 500);
await call({ action: 'stop', session: 'planning' });

core.model.script(answersByPurpose({ plan: () => JSON.stringify({ summary: 'looks', steps: [look] }) }));
const ten = await medianMs(5, () =>
  Promise.all(
    Array.from({ length: 10 }, async () => {
      const other = await connectTo(server.url, token);
      await other.call({ action: 'run', goal: 'look at add' });
      await other.client.close();
    }),
  ),
);
figures.push({ what: 'MCP: ten clients at once, each a whole session', value: ten, unit: 'ms' });

await client.close();
await served.stop();
await worker.remove();
await writeFile(process.argv[2]!, JSON.stringify(figures));
process.exit(0);
