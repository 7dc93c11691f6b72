import assert from 'node:assert/strict';
import { createConversations } from '../../../../src/core/talk/conversations';
import { talk } from '../../../../src/core/talk/talk';
import type { Turn } from '../../../../src/core/talk/talkPrompt';
import { createOpenAiModel } from '../../../../src/node/model/openaiModel';
import {
  answersByPurpose,
  startScriptedModel,
  type PurposeScript,
  type ScriptedModel,
} from '../../../model/scriptedModel';
import { memoryWorkspace, type MemoryWorkspace } from '../memoryWorkspace';
import { sharedPrefix } from '../sharedPrefix';
import { withIndex } from '../withIndex';

const filler = (name: string) =>
  Array.from({ length: 12 }, (_, at) => `export function ${name}${at}(order) {\n  return order + ${at};\n}\n`).join(
    '\n',
  );
const backoff = `/** How long to wait before an attempt is repeated, in ms: doubled each time, up to half a minute. */
export function nextDelay(attempt) {
  return Math.min(30_000, 250 * 2 ** attempt);
}
`;
const queue = `import { nextDelay } from './backoff.js';

/** Sends an order again and again until the bank has taken it. */
export async function sendOrder(order, bank) {
  for (let attempt = 0; ; attempt++) {
    if (await bank.take(order)) return attempt;
    await new Promise((done) => setTimeout(done, nextDelay(attempt)));
  }
}
`;

describe('talking about the workspace', () => {
  let model: ScriptedModel;
  let place: MemoryWorkspace;
  let remove: () => void;
  let history: Turn[];
  let conversations: ReturnType<typeof createConversations>;

  before(async () => (model = await startScriptedModel()));
  after(() => model.stop());
  beforeEach(() => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`src/part${at}.js`, filler(`part${at}x`)]));
    const files = {
      ...many,
      'src/net/backoff.js': backoff,
      'src/net/queue.js': queue,
      'package.json': '{"name":"shop"}',
    };
    ({ place, remove } = withIndex(memoryWorkspace(files)));
    let ids = 0;
    conversations = createConversations(() => `talk-${++ids}`);
    history = [];
  });
  afterEach(() => remove());

  /** Asks as the chat view does, and gives what was said and the newest request's messages. */
  async function ask(question: string, ...answers: Parameters<typeof answersByPurpose>[0]['x'][]) {
    model.script(answersByPurpose({ converse: answers as PurposeScript }));
    const endpoint = createOpenAiModel(
      async () => ({ baseUrl: model.url, apiKey: 'k', id: 'scripted', prices: {}, timeoutSeconds: 5 }),
      { label: 'scripted' },
    );
    const heard: string[] = [];
    const shown: string[] = [];
    const id = await talk(
      { question, history },
      { workspace: place, model: endpoint, conversations },
      new AbortController().signal,
      { onText: (text) => heard.push(text), onShown: (paths) => shown.splice(0, shown.length, ...paths) },
    );
    const said = heard.join('');
    history = [...history, { role: 'user', content: question }, { role: 'assistant', content: said, talk: id }];
    return { said, shown, messages: model.requests.at(-1)?.messages ?? [] };
  }

  it('shows the right code with its lines, and asks for places', async () => {
    const { said, shown, messages } = await ask('how long does it wait between attempts?', 'It doubles.');
    assert.equal(said, 'It doubles.');
    assert.ok(shown.includes('src/net/backoff.js'), shown.join(', '));
    assert.match(messages[0]?.content ?? '', /`path:line`/);
    assert.match(
      messages.at(-1)?.content ?? '',
      /### src\/net\/backoff\.js[^\n]*\n```\n1\| \/\*\*[^\n]*\n2\| export function/,
    );
    assert.doesNotMatch(messages.at(-1)?.content ?? '', /goal/);
  });

  it('goes on with what the model has: nothing is sent again, and the request begins as the first one did', async () => {
    const first = await ask('how long does it wait between attempts?', 'It doubles.');
    const second = await ask('and who calls that to send an order?', 'The queue.');
    const whole = second.messages.map(({ content }) => content).join('\n');
    assert.equal(whole.split('export function nextDelay').length, 2);
    assert.match(whole, /sendOrder/);
    assert.deepEqual(second.messages.slice(0, first.messages.length), first.messages);
    assert.ok(sharedPrefix(first.messages, second.messages) >= 0.6, `${sharedPrefix(first.messages, second.messages)}`);
  });

  it('shows a file again that has changed since, and says so', async () => {
    await ask('how long does it wait between attempts?', 'It doubles.');
    place.texts.set('src/net/backoff.js', backoff.replace('30_000', '60_000'));
    const { messages } = await ask('how long does it wait at most?', 'A minute.');
    const last = messages.at(-1)?.content ?? '';
    assert.match(last, /^Changed since they were shown above: src\/net\/backoff\.js\./);
    assert.match(last, /60_000/);
  });

  it('tells of the workspace anew where the conversation is not known any more, with what was said', async () => {
    await ask('how long does it wait between attempts?', 'It doubles.');
    conversations = createConversations(() => 'another');
    const { messages } = await ask('and who calls that?', 'The queue.');
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
    assert.match(messages.at(-1)?.content ?? '', /# Workspace[\s\S]*nextDelay/);
  });

  it('begins anew before a conversation gets too long', async () => {
    await ask('how long does it wait between attempts?', 'It doubles.');
    for (let turn = 0; turn < 6; turn++) await ask('what do the parts do?', 'They add numbers. '.repeat(600));
    const lengths = model.requests.map(({ messages }) =>
      messages.reduce((sum, { content }) => sum + content.length, 0),
    );
    assert.ok(Math.max(...lengths) < 70_000, lengths.join(', '));
  });

  it('looks once before it answers, and shows nothing of that', async () => {
    const look = '```json\n{"look":[{"read":"src/part7.js","symbol":"part7x3"}]}\n```';
    const { said, messages } = await ask('how long does it wait?', look, 'As `src/part7.js:13` says.');
    assert.equal(said, 'As `src/part7.js:13` says.');
    const found = messages.at(-1)?.content ?? '';
    assert.match(found, /part7x3\(order\)[\s\S]*That was the last look\. Answer the question now, in words\./);
    const again = await ask('and what else?', look, look, 'Nothing.');
    assert.equal(again.said, 'Nothing.');
    assert.match(again.messages.at(-1)?.content ?? '', /no more to be looked at/);
  });

  it('gives an answer that only begins like a look as it is', async () => {
    const { said } = await ask('what does the manifest hold?', '{"name":"shop"} is all of it.');
    assert.equal(said, '{"name":"shop"} is all of it.');
  });
});
