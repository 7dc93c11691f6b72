import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chatCommandNames, commandIds } from '../../src/contracts/commands';
import { intents } from '../../src/contracts/intent';
import { compressions, judgings, tiers } from '../../src/contracts/intentHandling';
import { superToolDescription, superToolInput } from '../../src/contracts/superTool';
import { jsonSchemaOf } from '../../src/node/mcp/jsonSchema';
import { layers } from '../layers.mjs';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The names that people's settings, keybindings and scripts rely on; this release offers those that it can keep. */
const contract = {
  commands: (
    'runGoal planGoal openPlan approvePlan rejectPlan sendFeedback pauseRun resumeSession stopRun undoRun ' +
    'redoRun showSessions renameSession deleteSession showDashboard rebuildIndex setApiKey selectModel ' +
    'toggleWatchers copyMcpConfig exportSession showLog showProposals acceptProposal dismissProposal resetLearning ' +
    'raiseBudget reportProblem'
  )
    .split(' ')
    .map((name) => `flux.${name}`),
  chatCommands:
    'plan ask status resume feedback pause stop undo architect implement test review fix refactor document'.split(' '),
  settings: (
    'orchestration.enabled model.provider model.baseUrl model.id model.fastId model.strongId ' +
    'model.contextWindow model.prices approval.mode approval.allowedCommands approval.deniedCommands ' +
    'decisions.mode execution.maxParallelSteps execution.maxRetries execution.stepTimeoutSeconds ' +
    'sessions.maxConcurrent sessions.retentionDays budget.strategy budget.maxTokensPerRun budget.maxCostPerRun ' +
    'budget.overageThreshold budget.compressAt ' +
    intents.map((intent) => `budget.intents.${intent} `).join('') +
    'index.enabled index.embeddings tests.command tests.framework watchers.enabled watchers.tests ' +
    'watchers.autofix watchers.git watchers.comments watchers.learn watchers.quietMs mcp.enabled mcp.port telemetry.otlpEndpoint'
  ).split(' '),
  /** Added by this project beside the contract's. */
  ownCommands: [
    'flux.searchCode',
    'flux.connectModel',
    'flux.getStarted',
    'flux.refreshSuggestions',
    'flux.muteProposals',
    'flux.snoozeProposal',
    'flux.checkWorkspace',
    'flux.continueSession',
    'flux.runWorkflow',
    'flux.findSession',
    'flux.importSession',
    'flux.openSettings',
  ],
  ownSettings: [
    'model.timeoutSeconds',
    'tests.baselineSeconds',
    'approval.allowedTools',
    'autofix.projectTools',
    'autofix.skip',
    'index.maxFileKb',
    'index.embeddingTokensPerDay',
    'routing.fastUpTo',
    'routing.strongFrom',
    'routing.strongAfterFailures',
    'routing.intents',
  ],
};

describe('manifest', () => {
  it('is who it says it is', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, 'flux-editor.flux');
    assert.equal(manifest.displayName, 'Flux');
    assert.equal(manifest.license, 'MIT');
    const [participant] = manifest.contributes.chatParticipants;
    assert.deepEqual([participant.id, participant.name, participant.isSticky], ['flux.participant', 'flux', true]);
    assert.equal(manifest.contributes.languageModelChatProviders[0].vendor, 'flux');
    assert.deepEqual(manifest.contributes.mcpServerDefinitionProviders, [{ id: 'flux.mcp', label: 'Flux' }]);
  });

  it('has the tool for other agents, with the schema that calls are checked against', () => {
    const [tool, ...others] = manifest.contributes.languageModelTools;
    assert.equal(others.length, 0);
    assert.deepEqual([tool.name, tool.toolReferenceName], ['flux_orchestrate', 'flux']);
    assert.equal(tool.modelDescription, superToolDescription);
    assert.deepEqual(tool.inputSchema, JSON.parse(JSON.stringify(jsonSchemaOf(superToolInput))));
  });

  it('lists just the commands that the code registers, all of them from the contract or known additions', () => {
    const listed = manifest.contributes.commands.map((command: { command: string }) => command.command);
    assert.deepEqual([...listed].sort(), [...commandIds].sort());
    for (const command of listed) assert.ok([...contract.commands, ...contract.ownCommands].includes(command), command);
    for (const command of manifest.contributes.commands) assert.equal(command.category, 'Flux');
  });

  it('leads to commands that there are, from the welcome and the walkthrough', () => {
    const [walkthrough] = manifest.contributes.walkthroughs;
    const texts = [
      ...manifest.contributes.viewsWelcome.map(({ contents }: { contents: string }) => contents),
      ...walkthrough.steps.map(({ description }: { description: string }) => description),
    ];
    const linked = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id));
    assert.ok(linked.length > 8);
    const known = [...commandIds, 'flux.learnMore', 'vscode.openFolder'];
    assert.deepEqual(
      linked.filter((id) => !known.includes(id ?? '')),
      [],
    );
    assert.deepEqual(
      walkthrough.steps.map(({ title }: { title: string }) => title),
      ['Try it without a model', 'Connect a model', 'Read and approve a plan', 'Undo'],
    );
  });

  it('lists just the chat commands that the participant knows', () => {
    const listed = manifest.contributes.chatParticipants[0].commands.map((command: { name: string }) => command.name);
    assert.deepEqual([...listed].sort(), [...chatCommandNames].sort());
    for (const name of listed) assert.ok(contract.chatCommands.includes(name), name);
  });

  it('has a default and a description for every setting that the code reads, and reads every one it has', () => {
    const listed = Object.keys(manifest.contributes.configuration.properties).map((key) => key.replace(/^flux\./, ''));
    const typed = [
      ...readFileSync(join(root, 'src/contracts/settings.ts'), 'utf8').matchAll(/readonly '([\w.]+)'/g),
    ].map((match) => match[1]);
    assert.deepEqual([...listed].sort(), [...typed].sort());
    const code = filesUnder(join(root, 'src'))
      .filter((file) => !file.endsWith('contracts/settings.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    for (const key of listed) {
      assert.ok(code.includes(`'${key}'`), `${key} is read`);
      assert.ok(contract.settings.includes(key) || contract.ownSettings.includes(key), key);
      const property = manifest.contributes.configuration.properties[`flux.${key}`];
      assert.ok('default' in property && property.markdownDescription, key);
    }
  });
});

describe('the setting flux.routing.intents', () => {
  it('knows just the intents and the values that the code knows, so that the editor marks all others', () => {
    const { type, propertyNames, additionalProperties } =
      manifest.contributes.configuration.properties['flux.routing.intents'];
    assert.equal(type, 'object');
    assert.deepEqual(propertyNames.enum, [...intents]);
    assert.equal(additionalProperties.additionalProperties, false);
    const { tier, compression, judging, ...others } = additionalProperties.properties;
    assert.deepEqual(others, {});
    assert.deepEqual([tier.enum, compression.items.enum, judging.enum], [[...tiers], [...compressions], [...judgings]]);
  });
});

describe('layers', () => {
  const importOf = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)/g;

  for (const [layer, { may, vscode, node }] of Object.entries(layers) as [
    string,
    { may: string[]; vscode: boolean; node: boolean },
  ][]) {
    it(`${layer}/ imports only what the table allows`, () => {
      for (const file of filesUnder(join(root, 'src', layer))) {
        for (const [, typeOnly, from, dynamic] of readFileSync(file, 'utf8').matchAll(importOf)) {
          const target = from ?? dynamic ?? '';
          const where = `${file.slice(root.length + 1)} imports ${target}`;
          // Text that comes into the bundle is no layer.
          if (/\/media\/.+\.md$/.test(target)) continue;
          if (target === 'vscode') assert.ok(vscode, where);
          else if (target.startsWith('node:')) assert.ok(node, where);
          else if (target.startsWith('.')) {
            const other =
              join(file, '..', target)
                .slice(join(root, 'src').length + 1)
                .split('/')[0] ?? '';
            assert.ok(other === layer || may.includes(other), where);
            if (layer === 'webview' && other === 'contracts') assert.ok(typeOnly, `${where} as a value`);
          }
        }
      }
    });
  }

  it('keeps files small', () => {
    for (const file of filesUnder(join(root, 'src'))) {
      const lines = readFileSync(file, 'utf8').split('\n').length;
      assert.ok(lines <= 350, `${file.slice(root.length + 1)} has ${lines} lines`);
    }
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}
