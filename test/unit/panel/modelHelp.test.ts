import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandIds } from '../../../src/contracts/commands';
import { mayTryAgain, modelHelp } from '../../../src/ui/modelHelp';

const titles = (reason: string | undefined) => modelHelp(reason).map(({ title }) => title);

describe('help after a failed model call', () => {
  it('offers what can be done about the reason, and nothing beside other failures', () => {
    assert.deepEqual(titles('no_model'), ['Connect a model…', 'Open settings']);
    assert.deepEqual(titles('model_key'), ['Set API key…', 'Select model…', 'Open settings']);
    assert.deepEqual(titles('model_unreachable'), ['Select model…', 'Open settings']);
    assert.deepEqual(titles('plan_unusable'), []);
    assert.deepEqual(titles(undefined), []);
  });

  it('offers to try again only where the same call may come out otherwise', () => {
    for (const reason of ['model_unreachable', 'model_failed', 'model_timeout', 'model_rate_limited', 'model_cut'])
      assert.ok(mayTryAgain(reason), reason);
    for (const reason of ['no_model', 'model_key', 'model_refused', 'plan_unusable', undefined])
      assert.ok(!mayTryAgain(reason), reason);
  });

  it('knows every reason that a model port may give, and only commands that there are', () => {
    const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
    const contract = readFileSync(join(root, 'src/contracts/model.ts'), 'utf8');
    const reasons = [...contract.matchAll(/`(model_\w+)`/g)].map(([, reason]) => reason as string);
    assert.ok(reasons.length >= 9);
    for (const reason of [...reasons, 'no_model'])
      for (const { command } of modelHelp(reason))
        assert.ok(command.startsWith('workbench.') || (commandIds as readonly string[]).includes(command), command);
    for (const reason of reasons) assert.ok(titles(reason).includes('Open settings'), reason);
  });
});
