import * as z from 'zod';
import { formatDuration, plural } from '../base/text';
import type { CodeIndexPort, IndexReport } from '../contracts/ports';
import { acceptFields, asBoolean, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { nameSome, tidyPaths } from './paths';
import { refusalsAsResults } from './refusals';

const input = z.object({
  anew: z.boolean().optional().describe('Forget what is there and read everything again'),
  paths: z.array(z.string()).optional().describe('Only these files or folders'),
});
type Input = z.infer<typeof input>;

/**
 * `index_codebase`: brings the code index up to date. It writes nothing but its own file. Reasons: `index_failed`,
 * `not_found`, `outside_workspace`, `no_folder`.
 */
export function createIndexCodebase({ index }: { index: CodeIndexPort }) {
  return defineTool<Input>({
    name: 'index_codebase',
    title: 'Index the code',
    description:
      'Brings Flux’s index of files and symbols up to date and says what it holds. Reads only what has changed.',
    input,
    effect: 'read',
    intents: ['aggregate'],
    binding: 'json',
    accept: (raw) => {
      const given = acceptFields(raw, {
        paths: ['path', 'files', 'file', 'folder', 'folders', 'directory'],
        anew: ['rebuild', 'force', 'full', 'reset'],
      });
      if (given.paths !== undefined) given.paths = asList(given.paths);
      if (given.anew !== undefined) given.anew = asBoolean(given.anew);
      return given;
    },
    writes: () => [],
    locks: () => [],
    about: ({ paths, anew }) => [nameSome(tidyPaths(paths)) || 'all files', ...(anew ? ['anew'] : [])].join(', '),
    run: ({ paths, anew }, { signal, report }) =>
      refusalsAsResults(async () => {
        const places = tidyPaths(paths)
          .filter((path) => path !== '.')
          .map((path) => path.replace(/\/$/, ''));
        const held = await index.update({
          signal,
          report,
          ...(places.length > 0 && { paths: places }),
          ...(anew && { anew }),
        });
        return { status: 'done', message: describe(held, places) };
      }),
  });
}

function describe({ files, symbols, updated, durationMs }: IndexReport, places: readonly string[]): string {
  const where = places.length > 0 ? ` in ${nameSome(places)}` : '';
  const news = updated === 0 ? `Nothing had changed${where}` : `${plural(updated, 'file')}${where} read again`;
  return (
    `The index holds ${plural(files, 'file')} and ${plural(symbols, 'symbol')}. ${news}, in ` +
    `${formatDuration(durationMs)}.`
  );
}
