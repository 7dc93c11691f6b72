import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SettingsPort } from '../../../src/contracts/settings';
import { superToolActions, type SuperToolAnswer } from '../../../src/contracts/superTool';
import { createFluxTool } from '../../../src/ui/fluxTool';
import { answersByPurpose } from '../../model/scriptedModel';
import { connectTo } from '../../unit/mcp/connectTo';
import { disk, fixPlan, planText, setFlux, until } from '../flux';
import { useFlux } from '../useFlux';

const goal = 'add email validation to the login form and make the tests pass';

describe('other agents', () => {
  const flux = useFlux();
  afterEach(() => setFlux({ 'approval.mode': undefined, 'mcp.enabled': undefined, 'mcp.port': undefined }));

  const waiting = async (name: string) => {
    await until('the plan waits', async () => {
      const found = (await flux.api.sessions()).find((session) => session.name === name);
      return found?.state === 'awaiting_approval';
    });
    return name;
  };

  async function invoke(input: object): Promise<{ text: string; structured: SuperToolAnswer['structured'] }> {
    const { content } = await vscode.lm.invokeTool('flux_orchestrate', { input, toolInvocationToken: undefined });
    const [text, json] = content as vscode.LanguageModelTextPart[];
    return { text: text!.value, structured: JSON.parse(json!.value) };
  }

  it('in the editor find the tool, with the schema that calls are checked against', () => {
    const tool = vscode.lm.tools.find(({ name }) => name === 'flux_orchestrate');
    assert.ok(tool);
    assert.match(tool.description, /turns a goal into a plan/);
    assert.ok(
      (tool.inputSchema as { properties: { action: { enum: string[] } } }).properties.action.enum.includes('run'),
    );
  });

  it('in the editor are confirmed in words that say what will happen, where something will', async () => {
    const settings = (mode: 'plan' | 'auto') => (() => mode) as unknown as SettingsPort;
    const words = (input: object, mode: 'plan' | 'auto' = 'plan') =>
      createFluxTool({ orchestrate: () => assert.fail('only asked'), settings: settings(mode) }).prepareInvocation({
        input: input as never,
      });
    for (const action of superToolActions) {
      const { invocationMessage, confirmationMessages } = words({ action, goal: 'g', text: 't', session: 's' });
      assert.match(String(invocationMessage), /^Flux: /);
      const reads = /^(list_|status$|pause$)/.test(action);
      assert.equal(confirmationMessages === undefined, reads, action);
    }
    assert.match(
      String(words({ action: 'run', goal: 'g' }).confirmationMessages?.message),
      /approve it before anything/,
    );
    assert.match(
      String(words({ action: 'run', goal: 'g' }, 'auto').confirmationMessages?.message),
      /without asking you/,
    );
    assert.match(String(words({ action: 'approve' }).confirmationMessages?.message), /Only you can approve it/);
    assert.equal(words({ action: 'fly' }).invocationMessage, 'Asking Flux');
  });

  it('in the editor list, run, wait for the person and read the result', async () => {
    flux.model.script(answersByPurpose({ plan: [fixPlan] }));
    assert.match((await invoke({ action: 'list_workflows' })).text, /- refactor: /);
    const proposed = await invoke({ action: 'run', goal, session: 'by tool' });
    assert.equal(proposed.structured.session?.state, 'awaiting_approval', proposed.text);
    const refused = await invoke({ action: 'approve', session: 'by tool' });
    assert.match(refused.text, /only the person can do that/);
    const result = invoke({ action: 'status', session: 'by tool', wait: true });
    await flux.api.approve(await waiting('by tool'));
    const done = await result;
    assert.equal(done.structured.session?.state, 'complete', done.text);
    assert.equal(done.structured.session?.verified, true);
    assert.match(disk('src/login/validate.js'), /valid e-mail address/);
  });

  it('in the editor stop what they have started when the call is cancelled', async () => {
    flux.model.script(answersByPurpose({ plan: { text: fixPlan, delayMs: 3_000 } }));
    const source = new vscode.CancellationTokenSource();
    const call = vscode.lm.invokeTool(
      'flux_orchestrate',
      { input: { action: 'run', goal, session: 'cancelled call' }, toolInvocationToken: undefined },
      source.token,
    );
    await until('it plans', async () => (await flux.api.sessions()).some(({ name }) => name === 'cancelled call'));
    source.cancel();
    await assert.rejects(async () => call);
    await until('it stops', async () => (await flux.api.session('cancelled call')).state === 'cancelled');
  });

  it('elsewhere use MCP once it is switched on: list, start a workflow by name, be asked, and read the result', async () => {
    flux.model.script(answersByPurpose({ plan: [fixPlan] }));
    await setFlux({ 'mcp.enabled': true });
    const began = Date.now();
    const text = await vscode.commands.executeCommand<string>('flux.copyMcpConfig', { client: 'VS Code' });
    const copied = await vscode.env.clipboard.readText();
    assert.equal(copied, text);
    const { servers } = JSON.parse(text);
    const { url, headers } = servers.flux;
    const asked: string[] = [];
    const { client, call } = await connectTo(url, headers.Authorization.replace('Bearer ', ''), {
      elicit: (message) => {
        asked.push(message);
        return { action: 'accept', content: { answer: 'the e-mail address is not checked' } };
      },
    });
    const connected = Date.now();
    const { tools } = await client.listTools();
    const discovered = Date.now();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['flux'],
    );
    const { structured } = await call({ action: 'list_workflows' });
    const wanted = structured.workflows!.find(({ inputs }) =>
      inputs.some((input) => !input.optional && input.default === undefined),
    );
    assert.ok(wanted);
    const lines: string[] = [];
    const proposed = await call(
      { action: 'run', workflow: wanted.name, session: 'by mcp' },
      { onprogress: ({ message }) => lines.push(message ?? '') },
    );
    assert.equal(proposed.structured.session?.state, 'awaiting_approval', proposed.text);
    assert.ok(asked.length > 0, 'the missing input is asked for');
    assert.ok(lines.length > 1, lines.join('\n'));
    const said = Date.now();
    const result = call({ action: 'status', session: 'by mcp', wait: true });
    await vscode.commands.executeCommand('flux.approvePlan', 'by mcp');
    const done = await result;
    assert.equal(done.structured.session?.state, 'complete', done.text);
    assert.equal(done.structured.session?.verified, true);
    console.log(
      `MCP: start ${connected - began} ms, discovery ${discovered - connected} ms, run ${Date.now() - said} ms`,
    );
    assert.ok(connected - began < 5_000, `start ${connected - began} ms`);
    assert.ok(discovered - connected < 2_000, `discovery ${discovered - connected} ms`);
    await client.close();

    await setFlux({ 'mcp.enabled': false });
    await until('it is off', () =>
      connectTo(url, 'x').then(
        () => false,
        (error) => /fetch failed|ECONNREFUSED/.test(String(error)),
      ),
    );
    await setFlux({ 'mcp.enabled': true });
    const again = JSON.parse(await vscode.commands.executeCommand<string>('flux.copyMcpConfig', { client: 'cursor' }));
    assert.deepEqual(
      [again.mcpServers.flux.url, again.mcpServers.flux.headers],
      [url, headers],
      'it stays where it was',
    );
  });

  it('elsewhere work side by side, ten at once, while the editor stays responsive', async () => {
    flux.model.script(
      answersByPurpose({
        plan: () => planText([{ id: 'look', title: 'Look', tool: 'read_files', input: { paths: ['README.md'] } }]),
      }),
    );
    await setFlux({ 'mcp.enabled': true, 'sessions.maxConcurrent': 10 });
    const text = await vscode.commands.executeCommand<string>('flux.copyMcpConfig', { client: 'VS Code' });
    const { url, headers } = JSON.parse(text).servers.flux;
    const token = headers.Authorization.replace('Bearer ', '');
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last - 10);
      last = performance.now();
    }, 10);
    const began = Date.now();
    const firsts: number[] = [];
    const feedback: number[] = [];
    const states = await Promise.all(
      Array.from({ length: 10 }, async (_, at) => {
        const { client, call } = await connectTo(url, token);
        const asked = Date.now();
        let first = 0;
        const { structured } = await call(
          { action: 'run', goal: `look at the readme, ${at}`, session: `ten ${at}` },
          { onprogress: () => (first ||= Date.now() - asked) },
        );
        firsts.push(first);
        const said = Date.now();
        await call({ action: 'status', session: `ten ${at}` });
        feedback.push(Date.now() - said);
        await client.close();
        return structured.session?.state;
      }),
    );
    clearInterval(beat);
    const all = Date.now() - began;
    await setFlux({ 'sessions.maxConcurrent': undefined });
    console.log(
      `MCP, ten at once: ${all} ms; first progress ${Math.max(...firsts)} ms; status ${Math.max(...feedback)} ms; ` +
        `longest pause ${longest.toFixed(0)} ms`,
    );
    assert.deepEqual(new Set(states), new Set(['complete']));
    assert.ok(Math.max(...firsts) < 1_000);
  });
});
