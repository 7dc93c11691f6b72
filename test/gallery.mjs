// @ts-check
// `npm run gallery [-- PART…]`: pictures of every state of the panel in four themes, into out/gallery/, with an
// index.html to go through them. PART: only states whose names hold it, e.g. `undone`.
import { build } from 'esbuild';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { outFolder, repoRoot } from './harness/paths.mjs';

/** @typedef {import('./webview/gallery/takePictures').Picture} Picture */

const folder = join(outFolder, 'gallery');
const wanted = process.argv.slice(2);
if (wanted.length === 0) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

const pictures = [...(await takePanelPictures())];
await writeFile(join(folder, 'index.html'), indexOf(pictures));
console.log(`${pictures.length} pictures: ${join(folder, 'index.html')}`);

/** @returns {Promise<readonly Picture[]>} */
async function takePanelPictures() {
  const outfile = join(outFolder, 'test', 'takePictures.mjs');
  await build({
    entryPoints: [join(repoRoot, 'test/webview/gallery/takePictures.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    loader: { '.md': 'text' },
  });
  const { takePanelPictures: take } = await import(pathToFileURL(outfile).href);
  return take(folder, wanted);
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
      `<section id="${own[0]?.name}"><h2>${title}</h2><div>${own
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
${rows.join('\n')}
</body></html>
`;
}
