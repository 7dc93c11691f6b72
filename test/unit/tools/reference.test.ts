import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTools, type ToolPorts } from '../../../src/tools/allTools';
import { renderTools } from '../../reference/renderTools';

describe('the tool reference', () => {
  it('is what the schemas say', () => {
    const file = join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'docs/tools.md');
    const text = renderTools(createTools({} as ToolPorts));
    if (process.env['UPDATE_GOLDEN']) writeFileSync(file, text);
    assert.equal(
      readFileSync(file, 'utf8'),
      text,
      'docs/tools.md is not up to date. Write it anew: UPDATE_GOLDEN=1 npm test -- unit/tools/reference --quick',
    );
  });

  it('says of every tool that acts when it asks', () => {
    for (const tool of createTools({} as ToolPorts))
      if (tool.effect !== 'read') assert.ok(tool.asks, `${tool.name} says nothing`);
  });
});
