// @ts-check
import { basename, join, relative } from 'node:path';
import { scenes } from '../host/scenes.mjs';
import { testFiles } from './buildTests.mjs';
import { outFolder, repoRoot } from './paths.mjs';
import { jobsAtOnce, pool } from './pool.mjs';
import { runHostScene } from './runHostScene.mjs';
import { runPlainTests } from './runPlainTests.mjs';

/** @typedef {import('./mochaReport.mjs').Report} Report */

/**
 * What to run. Each filter is a kind, or a kind and a part of a file's or scene's name: `unit`, `unit/store`,
 * `host/run`.
 * @typedef {{ filters: string[], grep?: string, withoutEditor?: boolean }} Selection
 */

/** Whether something is selected that runs in the editor. @param {Selection} selection */
export function needsEditor(selection) {
  return selects(selection, 'host') || selects(selection, 'e2e');
}

/** Whether a scene is selected that installs the packaged extension. @param {Selection} selection */
export function needsPackage(selection) {
  return chosenScenes(selection).some((scene) => scene.extension === 'vsix');
}

/**
 * Runs the selected compiled tests, several parts at once, and tells what came of each part as it ends.
 * @param {Selection} selection
 * @returns {AsyncGenerator<{ name: string, report: Report }>}
 */
export async function* runAll(selection) {
  yield* pool(
    selection.withoutEditor ? unitParts(selection) : [...unitParts(selection), ...editorParts(selection)],
    jobsAtOnce(),
  );
}

/** @typedef {() => Promise<{ name: string, report: Report }>} Part */

/**
 * So many files of unit tests share a process. Each brings its own copy of what it imports, and starting a program from
 * a process costs time by how much memory that has: with 70 files a third of all CPU went into forking.
 */
const filesTogether = 12;

/**
 * The unit tests in many small processes.
 * @param {Selection} selection
 * @returns {Part[]}
 */
function unitParts(selection) {
  const root = join(repoRoot, 'test/unit');
  const files = chosen(selection, 'unit', testFiles(root), (file) => relative(root, file));
  const count = Math.ceil(files.length / filesTogether);
  return Array.from({ length: count }, (_, part) => async () => {
    const name = count === 1 ? 'unit' : `unit-${part + 1}`;
    const own = files.filter((_file, index) => index % count === part).map(compiled);
    return {
      name,
      report: await runPlainTests(name, own, { grep: selection.grep, testTimeoutMs: 15_000, timeoutMs: 1_200_000 }),
    };
  });
}

/**
 * Scenes and end-to-end tests, the long ones first, so that no long one is left alone at the end.
 * @param {Selection} selection
 * @returns {Part[]}
 */
function editorParts(selection) {
  const root = join(repoRoot, 'test/e2e');
  const hosts = chosenScenes(selection).map((scene) => async () => ({
    name: `host/${scene.name}`,
    report: await runHostScene(scene, selection),
  }));
  const ends = chosen(selection, 'e2e', testFiles(root), (file) => relative(root, file)).map((file) => async () => {
    const name = basename(file, '.test.ts');
    const options = { grep: selection.grep, testTimeoutMs: 90_000, timeoutMs: 900_000 };
    return { name: `e2e/${name}`, report: await runPlainTests(`e2e-${name}`, [compiled(file)], options) };
  });
  const long = hosts.slice(0, longScenes);
  return [...long, ...ends, ...hosts.slice(longScenes)];
}

/** So many scenes at the beginning of the list take minutes. */
const longScenes = 4;

/** The selected scenes, in order. @param {Selection} selection */
export function chosenScenes(selection) {
  return chosen(selection, 'host', [...scenes], (scene) => scene.name);
}

/**
 * @template T
 * @param {Selection} selection @param {string} kind @param {T[]} all @param {(each: T) => string} nameOf
 */
function chosen(selection, kind, all, nameOf) {
  if (!selects(selection, kind)) return [];
  const parts = selection.filters
    .filter((filter) => filter.split('/')[0] === kind)
    .map((filter) => filter.slice(kind.length + 1));
  return all.filter((each) => parts.length === 0 || parts.some((part) => nameOf(each).includes(part)));
}

/**
 * Whether anything of a kind is selected; without filters everything is. @param {Selection} selection @param {string}
 * kind
 */
function selects(selection, kind) {
  return selection.filters.length === 0 || selection.filters.some((filter) => filter.split('/')[0] === kind);
}

/** @param {string} file a test's source */
function compiled(file) {
  return join(outFolder, relative(repoRoot, file)).replace(/\.ts$/, '.js');
}
