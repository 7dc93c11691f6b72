import { pictureName } from '../camera';

/** What a command showed, in lines, by how many sessions there were. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly shown: { none?: readonly string[]; one?: readonly string[]; three?: readonly string[] };
}

const counts = ['none', 'one', 'three'] as const;

/** The table as a page; each cell leads to its picture. */
export function renderTable(rows: readonly Row[]): string {
  const cell = ({ id, shown }: Row, count: (typeof counts)[number]) => {
    const lines = shown[count];
    if (!lines) return '<td class="missing">not called</td>';
    const text = lines.map(escapeHtml).join('<br>') || '<em>nothing</em>';
    return `<td>${text}<br><a href="${pictureName('Command', id.slice('flux.'.length), count)}">picture</a></td>`;
  };
  const body = rows.map(
    (row) => `<tr><th>${escapeHtml(row.title)}</th>${counts.map((count) => cell(row, count)).join('')}</tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Flux: what each command shows</title>
<style>
body { font: 13px system-ui, sans-serif; margin: 24px; }
table { border-collapse: collapse; }
th, td { border: 1px solid #bbb; padding: 6px 8px; text-align: left; vertical-align: top; }
td { width: 30%; }
.missing { background: #fdd; }
</style></head>
<body><h1>What each command shows</h1><p><a href="index.html">All pictures</a></p>
<table><thead><tr><th>Command</th><th>No session</th><th>One session</th><th>Three sessions</th></tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></body></html>
`;
}

/** The same as text. */
export function tableText(rows: readonly Row[]): string {
  return rows
    .map(({ title, shown }) =>
      [
        `## ${title}`,
        ...counts.map((count) => `${count}: ${shown[count] ? shown[count].join('\n    ') || 'nothing' : 'not called'}`),
      ].join('\n  '),
    )
    .join('\n\n')
    .concat('\n');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
