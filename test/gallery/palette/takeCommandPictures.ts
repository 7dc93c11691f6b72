import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandIds, type CommandId } from '../../../src/contracts/commands';
import { steadyPicture } from '../../harness/screenshot.mjs';
import { repoRoot } from '../../harness/paths.mjs';
import type { Picture } from '../../webview/gallery/takePictures';
import { tidy } from '../acts';
import { pictureFile, pictureName } from '../camera';
import { openStage, type Stage } from '../stage';
import { forEach, planHeld, press, runs } from './acts';
import { callCommand, leave } from './callCommand';
import { renderTable, tableText, type Row } from './renderTable';

const group = 'Command';
/** How many sessions there are. */
type Count = 'none' | 'one' | 'three';

/** Commands that need a session in some state, by that state. All others are called while a plan waits. */
const running: readonly CommandId[] = ['flux.pauseRun', 'flux.stopRun'];
const paused: readonly CommandId[] = ['flux.resumeSession'];
const ended: readonly CommandId[] = ['flux.continueSession', 'flux.undoRun', 'flux.redoRun'];
const waiting = commandIds.filter((id) => ![...running, ...paused, ...ended].includes(id));
const deciding: readonly CommandId[] = ['flux.approvePlan', 'flux.rejectPlan'];

/**
 * Calls every palette command with no session, one and three, a picture each, and writes what they showed into
 * `commands.html` and `commands.txt`. Commands whose names `isWanted` refuses are called only where others need it.
 */
export async function takeCommandPictures(
  folder: string,
  isWanted: (group: string, name: string) => boolean,
): Promise<{ pictures: Picture[]; missing: string[] }> {
  const titles = await titlesById();
  const rows = new Map<CommandId, Row>(
    commandIds.filter((id) => isWanted(group, titles[id])).map((id) => [id, { id, title: titles[id], shown: {} }]),
  );
  const pictures: Picture[] = [];
  const missing: string[] = [];
  if (rows.size === 0) return { pictures, missing };
  const stage = await openStage({ withModel: true });
  /** Calls a command, keeps what it shows and takes a picture; what it opened stays open. */
  const show = async (id: CommandId, count: Count): Promise<void> => {
    const row = rows.get(id);
    const lines = await callCommand(stage, `Flux: ${titles[id]}`);
    if (!row) return;
    row.shown[count] = lines;
    await steadyPicture(stage.page, pictureFile(folder, group, id.slice('flux.'.length), count));
    const file = pictureName(group, id.slice('flux.'.length), count);
    pictures.push({ group, name: titles[id], variant: count, file });
    console.log(`  ${group}/${titles[id]}, ${count}`);
  };
  try {
    for (const [count, play] of Object.entries(acts) as [Count, Act][]) {
      await tidy(stage);
      await play(stage, (id) => show(id, count)).catch((error: unknown) =>
        missing.push(`Commands, ${count}: ${error}`),
      );
    }
  } finally {
    await stage.close();
  }
  for (const { title, shown } of rows.values())
    for (const count of Object.keys(acts) as Count[])
      if (!shown[count]) missing.push(`${group}/${title}, ${count}: not called`);
  await writeFile(path.join(folder, 'commands.html'), renderTable([...rows.values()]));
  await writeFile(path.join(folder, 'commands.txt'), tableText([...rows.values()]));
  return { pictures, missing };
}

type Act = (stage: Stage, show: (id: CommandId) => Promise<void>) => Promise<void>;

const showAll = async (ids: readonly CommandId[], stage: Stage, show: (id: CommandId) => Promise<void>) => {
  for (const id of ids) {
    await show(id);
    await leave(stage);
  }
};

const withNone: Act = (stage, show) => showAll(commandIds, stage, show);

/** One session through its states; commands that act do so, and bring the next state about. */
const withOne: Act = async (stage, show) => {
  await planHeld(stage);
  await showAll(
    waiting.filter((id) => !deciding.includes(id)),
    stage,
    show,
  );
  await showAll(['flux.rejectPlan', 'flux.continueSession'], stage, show);
  await forEach(stage, 'Flux: Delete Session…', 1);
  await press(stage, 'Delete');
  await planHeld(stage);
  await showAll(['flux.approvePlan'], stage, show);
  await runs(stage);
  await showAll([...running.slice(0, 1), ...paused, ...running.slice(1)], stage, show);
  stage.holds.release();
  await showAll(['flux.undoRun'], stage, show);
  await forEach(stage, 'Flux: Undo Run…', 1);
  await press(stage, 'Undo');
  await stage.page.waitForTimeout(2_000);
  await leave(stage);
  await showAll(['flux.redoRun'], stage, show);
  await forEach(stage, 'Flux: Delete Session…', 1);
  await press(stage, 'Delete');
};

/** Three sessions go through the states together; every list is left. */
const withThree: Act = async (stage, show) => {
  for (let count = 0; count < 3; count++) await planHeld(stage);
  await showAll(waiting, stage, show);
  await forEach(stage, 'Flux: Approve Plan', 3);
  await runs(stage);
  await showAll(running, stage, show);
  await forEach(stage, 'Flux: Pause Run', 3);
  await showAll(paused, stage, show);
  stage.holds.release();
  await forEach(stage, 'Flux: Stop Run', 3);
  await leave(stage);
  await showAll(ended, stage, show);
};

const acts: Readonly<Record<Count, Act>> = { none: withNone, one: withOne, three: withThree };

async function titlesById(): Promise<Record<CommandId, string>> {
  const manifest = JSON.parse(await readFile(path.join(repoRoot, 'package.json'), 'utf8')) as {
    contributes: { commands: { command: CommandId; title: string }[] };
  };
  return Object.fromEntries(manifest.contributes.commands.map(({ command, title }) => [command, title])) as Record<
    CommandId,
    string
  >;
}
