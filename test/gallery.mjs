// @ts-check
// `npm run gallery [-- PART…]`: pictures of every state of the panel in four themes, of the chat, the sessions view, the
// status bar and notifications in the real editor in two, and of what each command shows, into out/gallery/, with an
// index.html to go through them. PART: only what has it in its group and name, e.g. `undone`, `chat/`, `command/`. What
// could not be reached is named at the end, with exit code 1.
import { build } from 'esbuild';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureSystemPackages } from './harness/ensureSystemPackages.mjs';
import { outFolder, repoRoot } from './harness/paths.mjs';
import { runOrThrow } from './harness/runProcess.mjs';

/** @typedef {import('./webview/gallery/takePictures').Picture} Picture */
/** @typedef {import('./gallery/takeEditorPictures').Taken} Taken */

const folder = join(outFolder, 'gallery');
const parts = process.argv.slice(2).map((part) => part.toLowerCase());
/** @param {string} group @param {string} name */
const isWanted = (group, name) =>
  parts.length === 0 || parts.some((part) => `${group}/${name}`.toLowerCase().includes(part));

if (parts.length === 0) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await ensureSystemPackages();
await runOrThrow('npm', ['run', '--silent', 'build'], { cwd: repoRoot });

const { takePanelPictures } = await compiled('test/webview/gallery/takePictures.ts');
const { takeDashboardPictures } = await compiled('test/webview/gallery/takeDashboardPictures.ts');
const { takeEditorPictures } = await compiled('test/gallery/takeEditorPictures.ts');
/** @type {Picture[]} */
const pictures = [...(await takePanelPictures(folder, isWanted)), ...(await takeDashboardPictures(folder, isWanted))];
/** @type {Taken} */
const taken = await takeEditorPictures(folder, isWanted);
pictures.push(...taken.pictures);

await writeFile(join(folder, 'index.html'), indexOf(pictures));
console.log(`${pictures.length} pictures: ${join(folder, 'index.html')}`);
if (taken.missing.length > 0) {
  console.error(`Not reached:\n- ${taken.missing.join('\n- ')}`);
  process.exitCode = 1;
}

/** Compiles a module of the tests and loads it. @param {string} entry */
async function compiled(entry) {
  const outfile = join(outFolder, 'gallery-modules', entry.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [join(repoRoot, entry)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'warning',
    loader: { '.md': 'text' },
  });
  return import(pathToFileURL(outfile).href);
}

/** A page that shows the pictures of one thing side by side. @param {readonly Picture[]} all */
function indexOf(all) {
  /** @type {Map<string, Picture[]>} */
  const groups = new Map();
  for (const picture of all) {
    const title = `${picture.group}: ${picture.name}`;
    groups.set(title, [...(groups.get(title) ?? []), picture]);
  }
  const rows = [...groups].map(
    ([title, own]) =>
      `<section id="${own[0]?.group}-${own[0]?.name}"><h2>${title}</h2><div>${own
        .map(
          ({ file, variant }) =>
            `<figure><a href="${file}"><img src="${file}" alt="${title}, ${variant}" loading="lazy"></a>` +
            `<figcaption>${variant}</figcaption></figure>`,
        )
        .join('')}</div></section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Flux: gallery</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 24px; background: #888; }
section > div { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
figure { margin: 0; }
img { max-width: 46vw; display: block; }
</style></head>
<body><h1>${all.length} pictures</h1>
${all.some(({ group }) => group === 'Command') ? '<p><a href="commands.html">What each command shows</a></p>' : ''}
${rows.join('\n')}
</body></html>
`;
}
