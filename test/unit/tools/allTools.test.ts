import assert from 'node:assert/strict';
import { z } from 'zod';
import { createTools, type ToolPorts } from '../../../src/tools/allTools';
import { createMemoryFiles } from './memoryFiles';

describe('all tools', () => {
  const tools = createTools({ files: createMemoryFiles() } as unknown as ToolPorts);

  it('come in one order', () => {
    assert.deepEqual(
      tools.map(({ name }) => name),
      [
        'run_tests',
        'auto_fix',
        'read_files',
        'write_file',
        'edit_file',
        'git_diff',
        'git_commit',
        'run_command',
        'search_code',
        'index_codebase',
        'get_suggestions',
        'use_tool',
      ],
    );
  });

  it('have schemas that are cheap to send', () => {
    for (const { name, input, description } of tools) {
      const schema = JSON.stringify(z.toJSONSchema(input));
      assert.ok(schema.length < 750, `${name}: ${schema.length} characters`);
      assert.ok(description.length < 260 && !description.includes('\n'), name);
      assert.doesNotMatch(schema, /9007199254740991/, name);
    }
  });

  it('can be asked about an input of which nothing is known', () => {
    for (const tool of tools) {
      assert.ok(Array.isArray(tool.writes({})));
      assert.equal(typeof tool.about({}), 'string');
      assert.deepEqual(tool.accept?.({ nothing: null }), tool.name === 'read_files' ? { paths: undefined } : {});
      assert.equal(tool.lateBoundField !== undefined, tool.binding !== 'json');
    }
  });
});
