import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();

/** Words for a thing that has another name for people, and that name. */
const never: readonly (readonly [RegExp, string])[] = [
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bput(s|ting)? back\b|\btaken back\b|\bmade again\b/i, 'restore, undo, redo, reapply'],
  [/\bleft out\b|\bleav(e|es|ing) ((it|them) )?out\b/i, 'skip'],
  [/\bdenied\b/i, 'not allowed'],
  [/\bgates?\b/i, 'question'],
  [/\bexecutions?\b/i, 'run'],
  [/\bremarks?\b/i, 'feedback'],
  [/\bproposals?\b/i, 'suggestion'],
  [/\basleep\b|\bsleeps\b|\bit rests\b/i, 'paused'],
  [/\bat work\b/i, 'running'],
  [/\bin (its|the) middle\b/i, 'interrupted'],
  [/\bNot done\b|\bCancelled\b/, 'Failed, Stopped'],
  [/\bthe model hears\b|\bnot heard\b/i, 'it goes to the model'],
  [/\bside by side\b/i, 'in parallel'],
  [/\banew\b/i, 'again'],
  [/\bgo(es)? on( with| to)?\b/i, 'continue'],
  [/\b(any more|meanwhile)\b/i, 'no longer, since'],
  [/\bbesides\b/i, 'in addition'],
  [/\bshall\b/i, 'should'],
  [/\btak(e|es|en) (it |them |that )?(away|out)\b/i, 'remove'],
  [/\bhow [\w ]+ (stands?|stood)\b|\bwhere [\w ]+ stands\b|\bstood\b/i, 'status, result'],
  [/\bwhat came of\b|\btold so\b|\bgoes along with\b|\blies around\b|\bis settled\b/i, 'say it plainly'],
  [/\b(is|are) no (text|JSON|YAML|name|choice|setting)\b/i, 'is not a …'],
  [/\bkey store\b/i, 'credential store'],
  [/[a-z]!(\s|$)/, 'no exclamation marks'],
];

/** Where the texts are that people read, and none that only the model reads. */
const folders = [
  'src/ui',
  'src/webview',
  'src/words',
  'src/core/actions',
  'src/core/agents',
  'src/core/undo',
  'src/core/work',
  'src/editor',
  'src/node/git',
  'src/node/model',
  'src/node/store',
] as const;

/** The texts in a source file that read as words: literals with a blank in them. */
function textsIn(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || isForDevelopers(node)) return;
    // Patterns of what people say, and markup, whose words stand between its tags.
    if (ts.isTaggedTemplateExpression(node)) {
      if (/^(html|svg)$/.test(node.tag.getText())) visitMarkup(node.template);
      return;
    }
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    if (ts.isTemplateExpression(node))
      found.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
    ts.forEachChild(node, visit);
  };
  const visitMarkup = (template: ts.TemplateLiteral): void => {
    const parts = ts.isTemplateExpression(template)
      ? [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)]
      : [template.text];
    const markup = parts.join('…');
    found.push(
      markup.replace(/<[^>]*>/g, ' '),
      ...[...markup.matchAll(/(?:title|aria-label|placeholder)="([^"]*)"/g)].map(([, text = '']) => text),
    );
    if (ts.isTemplateExpression(template)) template.templateSpans.forEach(({ expression }) => visit(expression));
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return found.filter((text) => /[a-z]+ [a-z]/i.test(text));
}

/** What goes to the log, or stops a bug. */
function isForDevelopers(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'BugError';
  return ts.isCallExpression(node) && /\blog\.(?:error|warn|info)$/.test(node.expression.getText());
}

/** The lines of a page, without code. */
function proseOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return text.replace(/`[^`\n]+`/g, '…').split('\n');
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name));
}

describe('the words that people read', () => {
  const texts = folders
    .flatMap(sourcesIn)
    .flatMap((file) => textsIn(file).map((text) => [relative(root, file), text] as const));
  const manifest = JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).contributes, null, 1)
    .split('\n')
    .filter((line) => /"(?:title|description|markdownDescription|contents|label|name)":/.test(line))
    .map((line) => ['package.json', line] as const);
  // The reference of the tools is made from what their schemas tell the model.
  const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
    .filter((file) => file.endsWith('.md') && file !== 'docs/tools.md')
    .flatMap((file) => proseOf(file).map((line) => [file, line] as const));

  it('are found', () => {
    const enough = texts.length > 200 && manifest.length > 60 && pages.length > 300;
    assert.ok(enough, `${texts.length}, ${manifest.length}, ${pages.length}`);
  });

  for (const [pattern, instead] of never)
    it(`are not ${pattern.source}: ${instead}`, () => {
      assert.deepEqual(
        [...texts, ...manifest, ...pages].filter(([, text]) => pattern.test(text)),
        [],
      );
    });
});
