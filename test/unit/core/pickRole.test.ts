import assert from 'node:assert/strict';
import type { Role } from '../../../src/contracts/agents';
import { builtInRoles } from '../../../src/core/agents/builtIn';
import { matchRoles } from '../../../src/core/agents/matchRole';
import { pickRole } from '../../../src/core/agents/pickRole';
import { cpuMs } from '../../harness/cpuMs.mjs';
import { memoryWorkspace } from './memoryWorkspace';

const roles = builtInRoles();
const { tools: known } = memoryWorkspace({});
const nobody = new Set<string>();
const pick = (
  wanted: string | undefined,
  tools: string[] = [],
  busy: Iterable<string> = [],
  among: readonly Role[] = roles,
) => {
  const { role, note } = pickRole(among, { wanted, tools, known, busy: new Set(busy) });
  return [role?.name, note];
};

describe('who work is given to', () => {
  it('is the one that is wanted', () => {
    assert.deepEqual(pick('tester', ['edit_file', 'run_tests']), ['tester', undefined]);
    assert.deepEqual(pick('architect'), ['architect', undefined]);
  });

  it('may be named as models name things', () => {
    const means: Record<string, string> = {
      Tester: 'tester',
      backend_developer: 'backend-developer',
      'Backend Developer': 'backend-developer',
      backendDeveloper: 'backend-developer',
      ' code writer ': 'code-writer',
      frontend: 'frontend-developer',
      'Test Auditor': 'tester',
      'verification overseer': 'reviewer',
      'RELEASE-MANAGER': 'release-manager',
      manager_project: 'project-manager',
    };
    for (const [wanted, name] of Object.entries(means)) assert.deepEqual(pick(wanted), [name, undefined], wanted);
  });

  it('is somebody else where nobody, or nobody for certain, has the name', () => {
    assert.deepEqual(pick('wizard', ['edit_file']), [
      'code-writer',
      'There is no role “wizard”, so code-writer takes it.',
    ]);
    assert.deepEqual(pick('wizard'), ['code-writer', 'There is no role “wizard”, so code-writer takes it.']);
    assert.deepEqual(pick('', ['git_commit']), [
      'release-manager',
      'There is no role “”, so release-manager takes it.',
    ]);
    assert.deepEqual(pick('developer', ['edit_file']), [
      'backend-developer',
      '“developer” may mean backend-developer or frontend-developer, so backend-developer takes it.',
    ]);
    assert.match(pick(`x\n\u202e${'y'.repeat(5_000)}`, [])[1] ?? '', /^There is no role “.{0,60}”, so/);
    for (const odd of ['__proto__', 'constructor', '....', '( a+)+$'])
      assert.match(pick(odd)[1] ?? '', /There is no role/, odd);
  });

  it('is one of the same phase, then the one with the fewest other tools, where the wanted one is busy', () => {
    assert.deepEqual(pick('code-writer', ['edit_file'], ['code-writer']), [
      'backend-developer',
      'code-writer is busy, so backend-developer takes it.',
    ]);
    assert.deepEqual(pick('tester', ['run_tests', 'edit_file'], ['tester']), [
      'code-writer',
      'tester is busy, so code-writer takes it.',
    ]);
    const narrow: Role = {
      name: 'checker',
      description: '',
      prompt: '',
      phases: [],
      tools: ['run_tests', 'edit_file'],
    };
    assert.equal(
      pick('tester', ['run_tests', 'edit_file'], ['tester'], [...roles, { ...narrow, phases: ['implementation'] }])[0],
      'checker',
    );
    assert.equal(pick('tester', ['run_tests', 'edit_file'], ['tester'], [...roles, narrow])[0], 'code-writer');
    assert.equal(pick('wizard', ['run_tests'])[0], 'tester');
    assert.equal(
      pick(
        'tester',
        ['run_tests', 'edit_file'],
        ['tester'],
        [...roles, narrow, { ...narrow, name: 'any', phases: ['testing'], tools: undefined }],
      )[0],
      'any',
    );
  });

  it('is never one that may not use the tools', () => {
    assert.deepEqual(pick('reviewer', ['edit_file', 'run_tests']), [
      'code-writer',
      'reviewer may not use edit_file, so code-writer takes it.',
    ]);
    assert.deepEqual(pick('reviewer', ['use_tool']), [
      undefined,
      'reviewer may not use use_tool, and no other role may use use_tool.',
    ]);
    assert.deepEqual(pick(undefined, ['use_tool']), [undefined, 'No role may use use_tool.']);
    assert.deepEqual(pick('x', ['a'], [], []), [undefined, 'There is no role “x”, and no role may use a.']);
  });

  it('waits for a busy one only where no free one fits', () => {
    assert.deepEqual(pick('release-manager', ['git_commit'], ['release-manager']), [
      'release-manager',
      'release-manager is busy, and no other role that may do this is free, so the step waits for release-manager.',
    ]);
    assert.deepEqual(pick('tester', ['git_commit'], ['release-manager']), [
      'release-manager',
      'tester may not use git_commit, so the step waits for release-manager.',
    ]);
    assert.deepEqual(pick(undefined, ['git_commit'], ['release-manager']), [
      'release-manager',
      'Every role that may do this is busy, so the step waits for release-manager.',
    ]);
  });

  it('is, where nobody is wanted, whoever fits', () => {
    assert.deepEqual(pick(undefined, ['git_commit']), ['release-manager', undefined]);
    assert.deepEqual(pick(undefined), ['code-writer', undefined]);
  });

  it('counts a workspace’s own', () => {
    const own: Role = {
      name: 'tester',
      description: 'Ours',
      prompt: 'x',
      phases: ['testing'],
      path: '.flux/agents/tester.md',
    };
    assert.equal(pickRole([own], { wanted: 'tester', tools: ['git_commit'], known, busy: nobody }).role, own);
  });

  it('is looked for without slowness in odd names', () => {
    const took = cpuMs(() => matchRoles(roles, 'a-'.repeat(1_000_000)));
    assert.ok(took < 5_000, `${took} ms`);
  });
});
