// @ts-check
// npm run figures: what ARCHITECTURE.md promises of the code's shape, counted from the tree.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { repoRoot } from './harness/paths.mjs';

const widest = 120;
const toolNames = readdirSync(join(repoRoot, 'src/tools'))
  .map((file) => /name: '(\w+)'/.exec(file.endsWith('.ts') ? read(`src/tools/${file}`) : '')?.[1])
  .filter((name) => name !== undefined);

const source = listed('src/**/*.ts').map(parse);
const tests = listed('test/**/*.ts', 'test/**/*.mjs').filter((path) => !/\/(projects|fixtures)\//.test(path));
const functions = source.flatMap(functionsOf).sort((one, other) => other.lines - one.lines);
const ternaries = source.flatMap(nestedTernaries);
const sourceLines = count(source.map(({ text }) => text));
const testLines = count(tests.map(read));
const wide = source.flatMap(({ text }) => text.split('\n')).filter((line) => line.length > widest).length;
const literals = source.filter(({ path }) => path.startsWith('src/core/')).flatMap(toolLiterals);
const crowded = functions.filter(({ parameters }) => parameters > 4);

/** @type {[string, string | number][]} */
const table = [
  [`lines over ${widest} characters per 1,000`, ((wide / sourceLines) * 1000).toFixed(1)],
  ['functions over 100 lines', functions.filter(({ lines }) => lines > 100).length],
  ['functions over 60 lines', functions.filter(({ lines }) => lines > 60).length],
  ['functions with five and more parameters', crowded.length],
  ['ternaries within a ternary', ternaries.length],
  ['… three deep', ternaries.filter(({ depth }) => depth > 2).length],
  ['literals of tool names in core', `${literals.length} in ${new Set(literals).size} files`],
  ['files in src/editor itself', filesIn('src/editor')],
  ['files in src/node itself', filesIn('src/node')],
  ['files over 350 lines', source.filter(({ text }) => text.split('\n').length > 350).length],
  ['exports that nobody imports', unusedExports()],
  ['test per source line', (testLines / sourceLines).toFixed(2)],
];
const width = Math.max(...table.map(([name]) => name.length));
for (const [name, figure] of table) console.log(`${name.padEnd(width)}  ${figure}`);

console.log('\nlongest functions');
for (const { name, path, lines } of functions.slice(0, 10)) console.log(`  ${lines}  ${name}  ${path}`);

/** @param {string[]} patterns */
function listed(...patterns) {
  const found = execFileSync('git', ['ls-files', ...patterns], { cwd: repoRoot, encoding: 'utf8' });
  return found.trim().split('\n');
}

/** @param {string} path */
function read(path) {
  return readFileSync(join(repoRoot, path), 'utf8');
}

/** @param {string[]} texts */
function count(texts) {
  return texts.reduce((sum, text) => sum + text.trimEnd().split('\n').length, 0);
}

/** @param {string} path */
function parse(path) {
  const text = read(path);
  return { path, text, file: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(join(repoRoot, folder)).filter((name) => name.endsWith('.ts')).length;
}

/** @typedef {ReturnType<typeof parse>} Source */

/** Every function with a body, however it is written. @param {Source} source */
function functionsOf({ path, file }) {
  /** @type {{ name: string, path: string, lines: number, parameters: number }[]} */
  const found = [];
  walk(file, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return;
    const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
    const last = file.getLineAndCharacterOfPosition(node.end).line;
    const named = node.name ?? /** @type {{ name?: ts.Node }} */ (node.parent).name;
    found.push({
      name: named?.getText(file) ?? '(unnamed)',
      path: `${path}:${first + 1}`,
      lines: last - first + 1,
      parameters: node.parameters.length,
    });
  });
  return found;
}

/** The outermost of each nest of ternaries, with how deep it goes. @param {Source} source */
function nestedTernaries({ file }) {
  /** @type {{ depth: number }[]} */
  const found = [];
  walk(file, (node) => {
    if (!ts.isConditionalExpression(node) || isBranch(node)) return;
    const depth = ternaryDepth(node);
    if (depth > 1) found.push({ depth });
  });
  return found;
}

/** @param {ts.Node} node @returns {number} */
function ternaryDepth(node) {
  if (ts.isParenthesizedExpression(node)) return ternaryDepth(node.expression);
  if (!ts.isConditionalExpression(node)) return 0;
  return 1 + Math.max(...[node.condition, node.whenTrue, node.whenFalse].map(ternaryDepth));
}

/** @param {ts.Node} node @returns {boolean} */
function isBranch({ parent }) {
  return ts.isParenthesizedExpression(parent) ? isBranch(parent) : ts.isConditionalExpression(parent);
}

/** The file's path, once for each literal that is a tool's name. @param {Source} source */
function toolLiterals({ path, file }) {
  /** @type {string[]} */
  const found = [];
  walk(file, (node) => {
    if (ts.isStringLiteral(node) && toolNames.includes(node.text)) found.push(path);
  });
  return found;
}

/** @param {ts.Node} node @param {(node: ts.Node) => void} see */
function walk(node, see) {
  see(node);
  ts.forEachChild(node, (child) => walk(child, see));
}

function unusedExports() {
  try {
    execFileSync('npx', ['knip', '--no-progress', '--include', 'exports,types'], { cwd: repoRoot, encoding: 'utf8' });
    return 0;
  } catch (error) {
    return /** @type {{ stdout: string }} */ (error).stdout.split('\n').filter((line) => /:\d+:\d+\s*$/.test(line))
      .length;
  }
}
