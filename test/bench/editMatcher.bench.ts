import { writeFile } from 'node:fs/promises';
import { parseEdits } from '../../src/tools/edit/parseEdits';
import { renderBlock } from '../../src/tools/edit/renderBlocks';
import { applyBlocks } from '../unit/tools/applyBlocks';
import { medianMs, type Figure } from './measure';

const lineCount = 10_000;
const hunkLines = 12;
const runs = 15;

/** A file as long ones are: most lines alike but for names and numbers, many that stand often. */
const lines = Array.from({ length: lineCount }, (_, at) => {
  switch (at % 5) {
    case 0:
      return `  async handle${at}(request: Request${at % 31}): Promise<Response> {`;
    case 1:
      return `    const result = await this.service.load(request.id, { index: ${at}, retry: true });`;
    case 2:
      return `    return respond(result, “${at % 97}”);`;
    case 3:
      return '  }';
    default:
      return '';
  }
});
const text = `${lines.join('\n')}\n`;

/** Blocks spread over the file, each with its middle line changed; `distort` writes SEARCH as a model might. */
function edits(count: number, distort: (line: string, at: number) => string): string {
  return Array.from({ length: count }, (_, each) => {
    const start = Math.floor((each * (lineCount - 50)) / count / 5) * 5 + 20;
    const search = lines.slice(start, start + hunkLines).map(distort);
    const replace = search.map((line, at) => (at === hunkLines / 2 ? `${line} // changed` : line));
    return renderBlock(`${search.join('\n')}\n`, `${replace.join('\n')}\n`, 'a.ts');
  }).join('\n');
}

/** How many hunks are applied (or refused) in a second, parsing included, for one hunk a file and for a hundred. */
async function matcherFigures(): Promise<Figure[]> {
  const plain = (line: string): string => line.replace(/[“”]/g, '"');
  const kinds: { what: string; distort: (line: string, at: number) => string; refused?: boolean }[] = [
    { what: 'exact', distort: (line) => line },
    { what: 'whitespace at line ends', distort: (line) => `${line} ` },
    { what: 'indentation', distort: (line) => (line === '' ? '' : `  ${line}`) },
    { what: 'quotes', distort: plain },
    { what: 'near (a slip)', distort: (line, at) => (at === 2 ? line.replace(/[{,;(]/, ' $&') : line) },
    {
      what: 'missing, with the nearest text',
      distort: (line, at) => (at % 4 === 1 ? `${line.replace('result', 'answer')} ?` : line),
      refused: true,
    },
    { what: 'missing, no line the same', distort: (line) => `${line.replace(/[aeiou]/g, 'y')} ?`, refused: true },
  ];
  const figures: Figure[] = [];
  for (const { what, distort, refused = false } of kinds) {
    for (const count of [1, 100]) {
      const reply = edits(count, distort);
      const apply = () =>
        applyBlocks(
          text,
          parseEdits(reply).filter((order) => order.kind === 'change'),
        );
      const { problems } = apply();
      if (problems.length !== (refused ? count : 0))
        throw new Error(`${what}: ${problems.length} of ${count} hunks were refused: ${problems[0]?.message ?? ''}`);
      const ms = await medianMs(count === 1 ? runs : 3, apply);
      figures.push({
        what: `edit matcher, ${what}, ${count === 1 ? 'one hunk' : `${count} hunks`}`,
        value: (1000 * count) / ms,
        unit: 'hunks/s',
        note: `${(ms / count).toFixed(2)} ms a hunk, ${lineCount} lines`,
      });
    }
  }
  return figures;
}

const [output] = process.argv.slice(2);
const figures = await matcherFigures();
if (output) await writeFile(output, JSON.stringify(figures));
else console.table(figures);
