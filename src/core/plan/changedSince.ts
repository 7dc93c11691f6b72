import type { FilesPort } from '../../contracts/files';
import type { PlanSnapshot } from '../../contracts/session';
import { isCancelled } from '../../base/errors';

/** Which of the files that the plan was made from are not any more what they were then: changed or gone. */
export async function changedSince(
  { seen = {} }: Pick<PlanSnapshot, 'seen'>,
  files: Pick<FilesPort, 'read'>,
): Promise<string[]> {
  const hashOf = async (path: string) => {
    try {
      return (await files.read(path)).hash;
    } catch (error) {
      if (isCancelled(error)) throw error;
      return undefined;
    }
  };
  const checked = await Promise.all(
    Object.entries(seen).map(async ([path, hash]) => ((await hashOf(path)) === hash ? [] : [path])),
  );
  return checked.flat();
}
