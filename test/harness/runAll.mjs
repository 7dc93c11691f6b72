// @ts-check
import { basename, join, relative } from 'node:path';
import { scenes } from '../host/scenes.mjs';
import { testFiles } from './buildTests.mjs';
import { outFolder, repoRoot } from './paths.mjs';
import { runHostScene } from './runHostScene.mjs';
import { runPlainTests } from './runPlainTests.mjs';

/** @typedef {import('./mochaReport.mjs').Report} Report */

/**
 * What to run. Each filter is a kind, or a kind and a part of a file's or scene's name: `unit`, `unit/store`, `host/smoke`.
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
 * Runs the selected compiled tests, one kind after the other, and tells what came of each part as it ends.
 * @param {Selection} selection
 * @returns {AsyncGenerator<{ name: string, report: Report }>}
 */
export async function* runAll(selection) {
  const { grep } = selection;
  const unit = chosen(selection, 'unit', testFiles(join(repoRoot, 'test/unit')), (file) => relative(join(repoRoot, 'test/unit'), file));
  if (unit.length > 0) {
    yield { name: 'unit', report: await runUnitTests(unit.map(compiled), grep) };
  }
  if (selection.withoutEditor) return;
  for (const scene of chosenScenes(selection)) {
    yield { name: `host/${scene.name}`, report: await runHostScene(scene, { grep }) };
  }
  for (const file of chosen(selection, 'e2e', testFiles(join(repoRoot, 'test/e2e')), (each) => relative(join(repoRoot, 'test/e2e'), each))) {
    const name = basename(file, '.test.ts');
    const report = await runPlainTests(`e2e-${name}`, [compiled(file)], { grep, testTimeoutMs: 90_000, timeoutMs: 300_000 });
    yield { name: `e2e/${name}`, report };
  }
}

/**
 * The unit tests in two processes side by side: most of their time goes into waiting for processes and disks.
 * @param {string[]} files @param {string | undefined} grep
 * @returns {Promise<Report>}
 */
async function runUnitTests(files, grep) {
  const halves = files.length < 4 ? [files] : [0, 1].map((half) => files.filter((_, index) => index % 2 === half));
  const reports = await Promise.all(halves.map((half, index) => runPlainTests(`unit-${index + 1}`, half, { grep, testTimeoutMs: 15_000, timeoutMs: 300_000 })));
  return {
    passed: reports.reduce((sum, { passed }) => sum + passed, 0),
    pending: reports.reduce((sum, { pending }) => sum + pending, 0),
    failures: reports.flatMap(({ failures }) => failures),
    durationMs: Math.max(...reports.map(({ durationMs }) => durationMs)),
  };
}

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
  const parts = selection.filters.filter((filter) => filter.split('/')[0] === kind).map((filter) => filter.slice(kind.length + 1));
  return all.filter((each) => parts.length === 0 || parts.some((part) => nameOf(each).includes(part)));
}

/** Whether anything of a kind is selected; without filters everything is. @param {Selection} selection @param {string} kind */
function selects(selection, kind) {
  return selection.filters.length === 0 || selection.filters.some((filter) => filter.split('/')[0] === kind);
}

/** @param {string} file a test's source */
function compiled(file) {
  return join(outFolder, relative(repoRoot, file)).replace(/\.ts$/, '.js');
}
