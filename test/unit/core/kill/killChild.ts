// Plays a window of the editor whose process may be killed at any moment: killChild <json of ChildOptions>. It says, a
// line each, what is about to happen and what has happened; after `stopAt` lines it stands still until it is killed.
import { randomUUID } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import type { SessionSnapshot } from '../../../../src/contracts/session';
import type { StorePort } from '../../../../src/contracts/store';
import { createOrchestrator } from '../../../../src/core/orchestrator';
import { cutOffChoices } from '../../../../src/core/session/choices';
import { hasEnded } from '../../../../src/words/sessionState';
import { createOpenAiModel } from '../../../../src/node/model/openaiModel';
import { openStore } from '../../../../src/node/store/sqliteStore';
import { realWorkspace } from '../realWorkspace';
import { killWorkflows } from './killWorkflows';

export interface ChildOptions {
  readonly storeFile: string;
  readonly worker: string;
  readonly root: string;
  readonly journal: string;
  readonly model: string;
  readonly workflow: string;
  /** 0: never. */
  readonly stopAt: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;
const { root, journal, stopAt } = options;
const workflow = killWorkflows.find(({ name }) => name === options.workflow)!;
let said = 0;

function say(line: string): void {
  writeSync(1, `${line}\n`);
  if (++said === stopAt) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** What a person would answer who looks at what is there. */
function answerTo(session: SessionSnapshot, gate: SessionSnapshot['gates'][number]): string {
  if (gate.text === 'Which line?') return 'The second one.';
  if (gate.choices?.[0]?.id !== cutOffChoices[0].id) return 'allow';
  const step = session.plan?.steps.find(({ id }) => id === gate.step);
  const token = /note\.sh (\w+)/.exec(String(step?.input?.['command'] ?? ''))?.[1];
  if (token === undefined) {
    say(`odd gate ${gate.text}`);
    return cutOffChoices[0].id;
  }
  return readFileSync(journal, 'utf8').split('\n').includes(token) ? cutOffChoices[1].id : cutOffChoices[0].id;
}

const opened = await openStore({ file: options.storeFile, workerUrl: options.worker });
const store: StorePort = {
  ...opened,
  async append(id, events, snapshot) {
    say(`try ${events.at(-1)?.seq}`);
    await opened.append(id, events, snapshot);
    say(`ack ${events.at(-1)?.seq} ${events.map(({ kind }) => kind).join(',')}`);
  },
};
const workspace = realWorkspace({
  root,
  store,
  overrides: workflow.overrides,
  env: { FLUX_JOURNAL: journal },
  effect: say,
});
const port = createOpenAiModel(
  async () => ({ baseUrl: options.model, apiKey: 'k', id: 'scripted', prices: {}, timeoutSeconds: 5 }),
  { label: 'scripted' },
);
const flux = createOrchestrator({
  store,
  owner: { id: randomUUID(), pid: process.pid },
  workspace,
  models: async () => port,
  newId: randomUUID,
});

say('ready');
for (const { state, error } of await flux.recover()) say(`recovered ${state} ${error?.reason}`);
if ((await flux.sessions()).length === 0)
  await flux.start({ goal: `make it so: ${workflow.name}`, name: workflow.name }, { origin: 'api' });
for (let turns = 0, idle = 0; ; turns++) {
  const session = await flux.session(workflow.name);
  if (hasEnded(session.state)) break;
  const [gate] = session.gates.filter(({ kind }) => kind !== 'plan');
  const busy = flux.worksHere(session.id);
  try {
    if (gate) await flux.answer(session.id, gate.id, answerTo(session, gate));
    else if (session.state === 'awaiting_approval') await flux.approve(session.id);
    else if (session.state === 'paused' && !busy) await flux.resume(session.id);
    else idle = busy ? 0 : idle + 1;
  } catch (error) {
    say(`refused ${String(error)}`);
  }
  // Nothing works on it and nothing can be done: it would hang for ever.
  if (idle > 200 || turns > 4000) {
    say(
      `stuck in ${session.state}: ` +
        `${JSON.stringify(session.plan?.steps.map(({ id, status }) => `${id} ${status}`))} ` +
        `${JSON.stringify(session.gates)}`,
    );
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await flux.shutDown();
await opened.close();
say('end');
// A connection to the model that is kept open would keep the process for seconds.
process.exit(0);
