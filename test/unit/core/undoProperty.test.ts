import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { UndoReport } from '../../../src/contracts/session';
import { FluxError } from '../../../src/base/errors';
import { pretendRun, type PretendedRun } from './undoRun';
import { memoryDisk, realDisk, worldOf, type World } from './undoWorld';

/*
 * What is promised. Every line here is unique and says who wrote it: p… the person, r… the run.
 * 1. What the person has done to a file since the run, an undo or a redo last left it stays: each of their new lines is
 *    still in that file, or the file is among the conflicts and exactly as it was.
 * 2. No line of the person's that was in any file before an undo is in none after it, but for those that the person has
 *    deleted somewhere. (A redo may delete again what the run had deleted.)
 * 3. Files that the report does not name as restored or merged are exactly as they were.
 * 4. Where the person did nothing, undo gives the start back byte for byte, folders included, and redo the end.
 */

const paths = ['a.txt', 'b.txt', 'd/e.txt', 'd/f/g.txt', 'x.bin'];
const path = fc.constantFrom(...paths);
const edit = fc.record({ at: fc.nat(12), remove: fc.nat(2), add: fc.nat(2) });
const runAction = fc.oneof(
  fc.record({ kind: fc.constant('run edits' as const), path, edits: fc.array(edit, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('run creates' as const), path }),
  fc.record({ kind: fc.constant('run deletes' as const), path }),
  fc.record({ kind: fc.constant('run moves' as const), path, to: path }),
);
const personAction = fc.oneof(
  fc.record({
    kind: fc.constantFrom('types' as const, 'types and saves' as const),
    path,
    edits: fc.array(edit, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constantFrom('saves' as const, 'creates' as const, 'deletes' as const, 'reverts' as const),
    path,
  }),
  fc.record({ kind: fc.constant('moves' as const), path, to: path }),
);
const undoAction = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'undo' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'redo' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo step' as const), step: fc.nat(6) }) },
);
type Action =
  typeof runAction extends fc.Arbitrary<infer R>
    ? typeof personAction extends fc.Arbitrary<infer P>
      ? typeof undoAction extends fc.Arbitrary<infer U>
        ? R | P | U
        : never
      : never
    : never;
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

/** One sequence, with what is needed to check it. */
interface Scene {
  readonly world: World;
  readonly run: PretendedRun;
  steps: number;
  lines: number;
  /** The text of each file as the run or an undo last left it. */
  readonly left: Map<string, string | null>;
  /** Lines that the person has deleted. */
  readonly deleted: Set<string>;
}

async function begin(world: World): Promise<Scene> {
  const scene: Scene = { world, run: pretendRun(world), steps: 0, lines: 0, left: new Map(), deleted: new Set() };
  const lines = (count: number) => Array.from({ length: count }, () => line(scene, 'p'));
  await world.disk.write('a.txt', Buffer.from(lines(8).join('\n') + '\n'));
  await world.disk.write('b.txt', Buffer.from(lines(6).join('\r\n')));
  await world.disk.write('d/e.txt', Buffer.from(lines(5).join('\n') + '\n'));
  await world.disk.write('x.bin', Buffer.from(`\0${lines(3).join('\n')}\n`));
  return scene;
}

function line(scene: Scene, who: 'p' | 'r'): string {
  return `${who}${++scene.lines}`;
}

/** As a person sees it: unsaved before saved; null for no file. */
async function look(world: World, name: string): Promise<string | null> {
  return world.unsaved.get(name) ?? (await world.disk.read(name))?.toString('latin1') ?? null;
}

async function lookExactly(world: World): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const name of paths)
    seen.set(name, `${(await world.disk.read(name))?.toString('hex') ?? 'none'} ${world.unsaved.get(name) ?? ''}`);
  return seen;
}

async function lookAll(world: World): Promise<Map<string, string | null>> {
  return new Map(await Promise.all(paths.map(async (name) => [name, await look(world, name)] as const)));
}

function edited(scene: Scene, text: string, edits: readonly Edit[], who: 'p' | 'r'): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(eol);
  for (const { at, remove, add } of edits)
    lines.splice(at % (lines.length + 1), remove, ...Array.from({ length: add }, () => line(scene, who)));
  return lines.join(eol);
}

function linesIn(text: string | null | undefined, who = 'p'): string[] {
  return (text ?? '').split(/[\r\n\0]+/).filter((each) => each.startsWith(who));
}

async function act(scene: Scene, action: Action): Promise<void> {
  if (action.kind === 'undo' || action.kind === 'undo step' || action.kind === 'redo') return checkUndo(scene, action);
  const before = await lookAll(scene.world);
  await change(scene, action);
  if (action.kind.startsWith('run')) return;
  const after = await lookAll(scene.world);
  for (const name of paths) {
    const there = new Set(linesIn(after.get(name)));
    for (const each of linesIn(before.get(name))) if (!there.has(each)) scene.deleted.add(each);
  }
}

async function change(scene: Scene, action: Exclude<Action, { kind: 'undo' | 'undo step' | 'redo' }>): Promise<void> {
  const { world, run } = scene;
  const { disk, unsaved } = world;
  const write = (name: string, text: string) => disk.write(name, Buffer.from(text, 'latin1'));
  const step = async (names: readonly string[], work: () => Promise<unknown>) => {
    await run.step(`s${++scene.steps}`, names, work);
    for (const name of names) scene.left.set(name, await look(world, name));
  };
  const rewrite = async (name: string, text: string) =>
    void (unsaved.has(name) ? unsaved.set(name, text) : await write(name, text));
  const now = await look(world, action.path);
  switch (action.kind) {
    case 'run edits':
      if (now !== null) await step([action.path], () => rewrite(action.path, edited(scene, now, action.edits, 'r')));
      return;
    case 'run creates':
      if (now === null)
        await step([action.path], () => write(action.path, `${line(scene, 'r')}\n${line(scene, 'r')}\n`));
      return;
    case 'run deletes':
      if (now !== null && !unsaved.has(action.path)) await step([action.path], () => disk.remove(action.path));
      return;
    case 'run moves':
      if (now !== null && !unsaved.has(action.path) && (await look(world, action.to)) === null) {
        await step([action.path, action.to], async () => {
          await disk.write(action.to, (await disk.read(action.path))!);
          await disk.remove(action.path);
        });
      }
      return;
    case 'types':
      if (now !== null && !now.includes('\0'))
        unsaved.set(action.path, edited(scene, now.replaceAll('\r\n', '\n'), action.edits, 'p'));
      return;
    case 'types and saves':
      if (now !== null && !unsaved.has(action.path)) await write(action.path, edited(scene, now, action.edits, 'p'));
      return;
    case 'saves': {
      const text = unsaved.get(action.path);
      if (text === undefined) return;
      unsaved.delete(action.path);
      return void (await write(action.path, text));
    }
    case 'reverts':
      return void unsaved.delete(action.path);
    case 'creates':
      if (now === null) await write(action.path, `${line(scene, 'p')}\n`);
      return;
    case 'deletes':
      if (now !== null && !unsaved.has(action.path)) await disk.remove(action.path);
      return;
    case 'moves':
      if (now !== null && !unsaved.has(action.path) && (await look(world, action.to)) === null) {
        await disk.write(action.to, (await disk.read(action.path))!);
        await disk.remove(action.path);
      }
      return;
  }
}

async function checkUndo(scene: Scene, action: Action & { kind: 'undo' | 'undo step' | 'redo' }): Promise<void> {
  const { world, run, left } = scene;
  const [exactly, texts] = [await lookExactly(world), await lookAll(world)];
  let report: UndoReport;
  try {
    report =
      action.kind === 'redo'
        ? await run.redo()
        : await run.undo(...(action.kind === 'undo step' ? [`s${action.step}`] : []));
  } catch (error) {
    if (FluxError.is(error, 'nothing_to_redo')) return;
    throw error;
  }
  const [exactlyAfter, textsAfter] = [await lookExactly(world), await lookAll(world)];
  const changed = new Set([...report.restored, ...report.merged]);
  for (const name of paths) {
    if (!changed.has(name)) {
      assert.equal(exactlyAfter.get(name), exactly.get(name), `${name} was not to be touched`);
      // It is what this would have left.
      if (report.unchanged.includes(name)) left.set(name, texts.get(name) ?? null);
      continue;
    }
    const before = new Set(linesIn(left.get(name)));
    const typed = linesIn(texts.get(name)).filter((each) => left.has(name) && !before.has(each));
    const after = new Set(linesIn(textsAfter.get(name)));
    for (const each of typed) assert.ok(after.has(each), `${each}, typed into ${name} since, is gone`);
    left.set(name, textsAfter.get(name) ?? null);
  }
  if (action.kind === 'redo') return;
  const all = new Set([...textsAfter.values()].flatMap((text) => linesIn(text)));
  for (const each of [...texts.values()].flatMap((text) => linesIn(text)))
    assert.ok(all.has(each) || scene.deleted.has(each), `${each} is in no file any more`);
}

const mixed = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: runAction },
    { weight: 3, arbitrary: personAction },
    { weight: 2, arbitrary: undoAction },
  ),
  { minLength: 4, maxLength: 24 },
);

async function playMixed(world: World, actions: readonly Action[]): Promise<void> {
  const scene = await begin(world);
  for (const action of actions) await act(scene, action);
}

async function playAlone(world: World, actions: readonly Action[]): Promise<void> {
  const scene = await begin(world);
  const start = await Promise.all([lookExactly(world), world.disk.list()]);
  for (const action of actions) await act(scene, action);
  const end = await lookExactly(world);
  const report = await scene.run.undo();
  assert.deepEqual(report.conflicts, []);
  assert.deepEqual(await Promise.all([lookExactly(world), world.disk.list()]), start);
  if (report.restored.length > 0) {
    assert.deepEqual((await scene.run.redo()).conflicts, []);
    assert.deepEqual(await lookExactly(world), end);
    await scene.run.undo();
    assert.deepEqual(await Promise.all([lookExactly(world), world.disk.list()]), start);
  }
}

describe('undo, over random sequences', function () {
  this.timeout(120_000);

  async function onRealDisk(play: (world: World) => Promise<void>): Promise<void> {
    const root = await mkdtemp(join(tmpdir(), 'flux undo-'));
    try {
      await play(worldOf(realDisk(root)));
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  it("loses nothing of the person's", () =>
    fc.assert(
      fc.asyncProperty(mixed, (actions) => playMixed(worldOf(memoryDisk()), actions)),
      { numRuns: 1000 },
    ));
  it('gives the start back byte for byte where the person did nothing', () =>
    fc.assert(
      fc.asyncProperty(fc.array(runAction, { maxLength: 16 }), (actions) => playAlone(worldOf(memoryDisk()), actions)),
      { numRuns: 1000 },
    ));
  it('loses nothing on a real disk', () =>
    fc.assert(
      fc.asyncProperty(mixed, (actions) => onRealDisk((world) => playMixed(world, actions))),
      { numRuns: 60 },
    ));
  it('gives the start back on a real disk', () =>
    fc.assert(
      fc.asyncProperty(fc.array(runAction, { maxLength: 16 }), (actions) =>
        onRealDisk((world) => playAlone(world, actions)),
      ),
      { numRuns: 60 },
    ));
});
