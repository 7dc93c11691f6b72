import assert from 'node:assert/strict';
import type { SessionSummary } from '../../../src/contracts/session';
import { sessionMeant } from '../../../src/ui/chat/steerChat';

const session = (name: string): SessionSummary =>
  ({
    id: `id-of-${name}`,
    name,
    goal: name,
    state: 'complete',
    progress: 1,
    createdAt: 0,
    updatedAt: 0,
    modelCalls: 0,
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
  }) as SessionSummary;
const all = ['write-three-files', 'login-form', 'login form again', 'release'].map(session);
/** As the store finds: every word somewhere in the name. */
const search = async (text: string) =>
  all.filter(
    ({ name, id }) =>
      id === text ||
      text
        .toLowerCase()
        .split(/\s+/)
        .every((word) => name.includes(word)),
  );
const meant = async (words: string) => {
  const { found, rest } = await sessionMeant(words, { search });
  return [found.map(({ name }) => name).join(', '), rest];
};

describe('the session that words mean', () => {
  for (const [words, found, rest] of [
    ['release', 'release', ''],
    ['three-files write three files again', 'write-three-files', 'write three files again'],
    ['three files write them again', 'write-three-files', 'write them again'],
    ['write three files', 'write-three-files', ''],
    ['login form', 'login-form', ''],
    ['login form again and again', 'login form again', 'and again'],
    ['login', 'login-form, login form again', ''],
    ['id-of-release tag it', 'release', 'tag it'],
    ['nothing of the kind', '', 'nothing of the kind'],
    ['   ', '', ''],
  ] as const) {
    it(`“${words}” is ${found || 'none'}${rest ? `, then “${rest}”` : ''}`, async () =>
      assert.deepEqual(await meant(words), [found, rest]));
  }
});
