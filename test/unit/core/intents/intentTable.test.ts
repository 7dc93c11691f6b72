import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { intents } from '../../../../src/contracts/intent';
import type { Purpose } from '../../../../src/contracts/model';
import { intentOfPurpose, intentTable } from '../../../../src/core/intents/intentTable';
import { classifyStep, certain } from '../../../../src/core/intents/classifyStep';
import { memoryWorkspace } from '../memoryWorkspace';
import manifest from '../../../../package.json' with { type: 'json' };

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const page = readFileSync(join(root, 'docs/intents.md'), 'utf8');
const [main = [], examples = []] = tablesOf(page);

describe('the table of intents', () => {
  it('has a row for each, whose tokens are settings with these defaults', () => {
    assert.deepEqual(Object.keys(intentTable), [...intents]);
    const tokens = intents.map((intent) => defaultOf(intentTable[intent].baseline));
    assert.deepEqual(tokens, [800, 1500, 2500, 1000, 500, 800, 300, 1200, 600, 1000]);
  });

  it('is the one in the documentation', () => {
    const expected = intents.map((intent) => {
      const { baseline, compression, tier, judging, meaning } = intentTable[intent];
      const tokens = defaultOf(baseline).toLocaleString('en');
      return [`\`${intent}\``, meaning, tokens, tier, compression.join(', '), judging];
    });
    assert.deepEqual(main, expected);
  });

  it('has its words explained there', () => {
    for (const { compression, judging } of Object.values(intentTable))
      for (const word of [...compression, judging]) assert.ok(page.includes(`*${word}*`), word);
  });

  it('has examples there that patterns agree with', () => {
    const { tools } = memoryWorkspace({});
    assert.deepEqual(
      examples.map(([intent]) => intent),
      intents.map((intent) => `\`${intent}\``),
    );
    for (const [intent = '', cell = ''] of examples)
      for (const command of [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text)) {
        const runs = tools.find(({ runsCommandLine }) => runsCommandLine);
        const found = classifyStep({ tool: 'x', title: 'Go', input: { command } }, runs);
        assert.equal(`\`${found.intent}\``, intent, command);
        assert.ok(found.confidence >= certain, command);
      }
  });

  it('has an intent for calls that belong to no step, as the documentation says', () => {
    const purposes: Record<Purpose, string> = {
      plan: 'planning is `generate`',
      decide: 'a decision `conditional`',
      converse: 'an answer to a question, a\nsummary or a commit message `summarize`',
      summarize: 'a\nsummary or a commit message `summarize`',
      commit_message: 'a commit message `summarize`',
      route: 'routing `filter`',
      repair: 'a repair `transform`',
      bind: 'a repair `transform`',
    };
    for (const [purpose, words] of Object.entries(purposes)) {
      assert.ok(page.includes(words), words);
      assert.ok(words.endsWith(`\`${intentOfPurpose(purpose as Purpose)}\``), purpose);
    }
  });
});

function defaultOf(setting: string): number {
  const properties: Record<string, { default?: unknown }> = manifest.contributes.configuration.properties;
  return Number(properties[`flux.${setting}`]?.default);
}

/** The rows of a page's tables, without their heads. */
function tablesOf(markdown: string): string[][][] {
  return markdown
    .split(/\n\n+/)
    .filter((block) => block.startsWith('|'))
    .map((block) =>
      block
        .trim()
        .split('\n')
        .slice(2)
        .map((line) =>
          line
            .slice(1, -1)
            .split('|')
            .map((cell) => cell.trim()),
        ),
    );
}
