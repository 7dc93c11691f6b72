import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { SuperToolPort } from '../../../src/contracts/superTool';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { createSuperTool } from '../../../src/core/orchestrate/superTool';
import { startMcpServer, type McpServer, type McpServerOptions } from '../../../src/node/mcp/mcpServer';
import { startCore, type Core } from '../core/startCore';
import { connectTo, type Connected, type ConnectOptions } from './connectTo';

export const token = 'a-token-for-tests';
const source = 'export const add = (a, b) => a - b;\n';
export const fixed = 'export const add = (a, b) => a + b;\n';
const block = `<<<<<<< SEARCH\n${source.trim()}\n=======\n${fixed.trim()}\n>>>>>>> REPLACE`;
const edit = { id: 'fix', title: 'Add instead of subtracting', tool: 'edit_file', input: { path: 'src/add.js' } };
const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
export const plan = `${JSON.stringify({ summary: 'add adds', steps: [edit, tests], verify: 'tests' })}\n=== fix ===\n${block}`;

/** The core over a workspace in memory, served over MCP on a free port. */
export interface Served {
  readonly core: Core;
  readonly flux: SuperToolPort;
  readonly server: McpServer;
  /** Sessions whose plans the person was told of. */
  readonly told: SessionSnapshot[];
  /** Clients to be closed at the end. */
  connect(options?: ConnectOptions): Promise<Connected>;
  stop(): Promise<void>;
}

export async function serve(workerFile: string, options: Partial<McpServerOptions> = {}): Promise<Served> {
  const core = await startCore(workerFile, { 'package.json': '{"type":"module"}', 'src/add.js': source });
  const { flux: orchestrator, place } = core;
  place.testsSay = (texts) =>
    texts.get('src/add.js') === fixed
      ? { passed: 2, failed: 0 }
      : { passed: 1, failed: 1, failures: [{ name: 'adds', message: '1 !== 3' }] };
  const told: SessionSnapshot[] = [];
  const flux = createSuperTool({
    orchestrator,
    proposals: () => [],
    settings: place.settings,
    store: core.store,
    log: place.log,
    askPerson: (session) => told.push(session),
  });
  const server = await startMcpServer({ flux, port: 0, token, version: '1.2.3', log: place.log, ...options });
  const clients: Client[] = [];
  return {
    core,
    flux,
    server,
    told,
    async connect(how) {
      const connected = await connectTo(server.url, token, how);
      clients.push(connected.client);
      return connected;
    },
    async stop() {
      await Promise.all(clients.map((client) => client.close()));
      await server.stop();
      await core.stop();
    },
  };
}
