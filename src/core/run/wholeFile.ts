import type { StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { FluxError } from '../../base/errors';
import type { Workspace } from '../workspace';

/** A file of up to so many characters may be written whole instead of edited; about 4,000 tokens. */
const smallFileChars = 16_000;

/**
 * An edit of one small file as a step that writes the whole of it; undefined where the file is large, new, or not the
 * only one.
 */
export async function asWholeFile(
  step: StepSnapshot,
  { tools, files }: Pick<Workspace, 'tools' | 'files'>,
): Promise<{ readonly step: StepSnapshot; readonly tool: AnyTool; readonly path: string } | undefined> {
  const tool = tools.find(({ rewrites }) => rewrites !== undefined);
  const [path, ...others] = step.writes;
  if (!tool?.rewrites || path === undefined || others.length > 0) return undefined;
  const file = await files.read(path).catch((error: unknown) => {
    if (FluxError.is(error)) return undefined;
    throw error;
  });
  if (!file || file.text.length > smallFileChars) return undefined;
  return {
    tool,
    path,
    step: {
      ...step,
      tool: tool.name,
      input: { ...tool.rewrites(path) },
      instruction:
        `${step.instruction ?? step.title}\nWrite the whole of ${path} with that change made and everything else ` +
        `as it is.`,
      context: [{ path }],
    },
  };
}
