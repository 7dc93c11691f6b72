import { ellipsis } from '../../base/text';
import { showUnseen } from '../../base/visibleText';

/** Folders that say how a project is built, and not what a file is about. */
const telling = /^(?!(?:src|source|lib|libs|app|apps|packages?|tests?|specs?|__tests__|unit|main|java|public|\.)$)/i;
const mostTopics = 3;

/** What files are about, by their folders and names: `login, queue and docs`. */
export function workTopic(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const topic = topicOf(path);
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  const topics = [...counts]
    .sort(([a, times], [b, others]) => others - times || (a < b ? -1 : 1))
    .map(([name]) => name);
  const shown = topics.slice(0, mostTopics);
  if (topics.length > shown.length) return `${shown.join(', ')} and more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The nearest telling folder, else the file's name without its endings. */
function topicOf(path: string): string {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const folder = parts.findLast((part) => telling.test(part));
  const stem = name.replace(/^test_/, '').replace(/(?:[._-](?:test|spec))?\.\w+$/, '');
  // Names are data: no brackets, which would end what a goal says of them, and nothing that cannot be seen.
  return ellipsis(showUnseen(folder ?? (stem || name)).replace(/[()]/g, ''), 30);
}
