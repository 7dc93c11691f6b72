import type { AppliedChange, FileChange, FilesPort } from '../../contracts/files';
import type { EditorPort } from '../../contracts/ports';
import type { ToolContext, ToolResult } from '../../contracts/tool';
import { changedPaths, editFacts, formattedOnSaving } from '../describeWritten';
import { nameSome } from '../paths';
import { listProblems, watchProblems } from './newProblems';

/** What writing tools write through. `editor`: whose problems are told, where there is one. */
export interface WritePorts {
  readonly files: FilesPort;
  readonly editor?: EditorPort;
}

/**
 * Writes all changes or none and tells what came of them, with the problems that they brought. FluxError as the files
 * port.
 */
export async function carryOut<C extends FileChange>(
  { files, editor }: WritePorts,
  changes: readonly C[],
  context: ToolContext,
  describe: (applied: AppliedChange, change: C | undefined) => string,
): Promise<ToolResult> {
  const watch = watchProblems(editor);
  const sent = changes.map(({ path, text, expect, movedFrom, changes: runs }): FileChange => ({
    path,
    text,
    expect,
    ...(movedFrom !== undefined && { movedFrom }),
    ...(runs && { changes: runs }),
  }));
  const applied = await files.apply(sent, context.signal);
  const newProblems = await watch.since(applied, context.signal);
  const formatted = await formattedOnSaving(files, sent, applied);
  const message = [
    ...applied.map((change) =>
      describe(
        change,
        changes.find(({ path }) => path === change.path),
      ),
    ),
    ...(formatted.length > 0
      ? [
          `Formatting on save changed ${nameSome(formatted)} further, so lines may stand elsewhere and differ ` +
            `from what was sent.`,
        ]
      : []),
    listProblems(newProblems),
  ];
  return {
    status: 'done',
    message: message.filter(Boolean).join('\n'),
    files: changedPaths(applied),
    facts: { edits: editFacts(applied), ...(newProblems.length > 0 && { newProblems }) },
  };
}
