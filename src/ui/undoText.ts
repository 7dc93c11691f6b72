import type { UndoReport, UndoState } from '../contracts/session';
import { plural } from '../base/text';

const mostNames = 5;

/** What an undo or redo came to, in sentences for a person. */
export function undoText(action: UndoState['action'], report: UndoReport): string {
  const { restored, merged, conflicts, unchanged, commits = [], reasons = {} } = report;
  const changed = restored.length + merged.length;
  const sentences: string[] = [];
  if (changed > 0)
    sentences.push(
      action === 'undo'
        ? `Restored ${plural(changed, 'file')}.`
        : `Changes to ${plural(changed, 'file')} were reapplied.`,
    );
  if (merged.length > 0) sentences.push(`Your later edits in ${names(merged)} were kept.`);
  if (changed === 0 && conflicts.length === 0 && commits.every(({ done: through }) => !through))
    sentences.push(
      unchanged.length > 0
        ? 'There was nothing to restore. The files are already in that state.'
        : `There was nothing to ${action}.`,
    );
  for (const { hash, done: through, why } of commits) {
    const turned = action === 'undo' ? 'was undone' : 'was reapplied';
    const what = `The commit ${hash.slice(0, 8)} ${through ? turned : 'stays'}`;
    sentences.push(through || !why ? `${what}.` : `${what}: ${why}`);
  }
  if (conflicts.length > 0) {
    sentences.push(
      `Kept as you have ${conflicts.length === 1 ? 'it' : 'them'}: ${conflicts
        .slice(0, mostNames)
        .map((path) => (reasons[path] ? `${path} (${withoutDot(reasons[path])})` : path))
        .join('; ')}${conflicts.length > mostNames ? ` and ${conflicts.length - mostNames} more` : ''}.`,
    );
  }
  return sentences.join(' ');
}

function names(paths: readonly string[]): string {
  return paths.length > mostNames
    ? `${paths.slice(0, mostNames).join(', ')} and ${paths.length - mostNames} more`
    : paths.join(', ');
}

function withoutDot(sentence: string): string {
  return sentence.replace(/\.\s*$/, '');
}
