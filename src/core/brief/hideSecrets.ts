import type { FilesPort } from '../../contracts/files';
import type { AnyTool } from '../../contracts/tool';
import type { Workspace } from '../workspace';
import { FluxError } from '../../base/errors';
import { isPrivateKey, secretsIn } from '../../base/secretPaths';

/**
 * The workspace as a model may see it without anybody being asked: files that hold secrets cannot be read. (A step may
 * whose tool asks the person; the search shows no text of such files by itself.) Nor does an edit that does not fit
 * quote them.
 */
export function hideSecrets(workspace: Workspace): Workspace {
  return {
    ...workspace,
    files: withoutSecrets(workspace.files, workspace.tools),
    tools: workspace.tools.map(withoutQuotes),
  };
}

function withoutSecrets(files: FilesPort, tools: readonly AnyTool[]): FilesPort {
  const revealing = tools.find(({ revealsSecrets }) => revealsSecrets);
  const instead = revealing ? ` A step with ${revealing.name} asks the person for it.` : '';
  return {
    ...files,
    async read(path) {
      const file = await files.read(path);
      const holds = secretsIn(file.path) ?? (isPrivateKey(file.text) ? 'a private key' : undefined);
      if (holds !== undefined)
        throw new FluxError('secret', `${file.path} holds ${holds}, so its text is not shown.${instead}`);
      return file;
    },
  };
}

/** A writing tool whose refusals tell nothing of what files with secrets hold: they would quote the nearest lines. */
function withoutQuotes(tool: AnyTool): AnyTool {
  const { preview } = tool;
  if (tool.effect !== 'write' || !preview) return tool;
  const hide = (input: Record<string, unknown>, message: string): string => {
    const path = tool.writes(input).find((each) => secretsIn(each) !== undefined);
    return path === undefined
      ? message
      : `The change does not fit. ${path} holds ${secretsIn(path)}, so nothing of it is quoted here. Search for ` +
          `a line exactly as it stands, or leave this file to the person.`;
  };
  return {
    ...tool,
    preview: (input, seen) =>
      preview(input, seen).catch((error: unknown) => {
        throw FluxError.is(error) ? new FluxError(error.reason, hide(input, error.message), { cause: error }) : error;
      }),
    run: async (input, context) => {
      const result = await tool.run(input, context);
      return result.status === 'failed' ? { ...result, message: hide(input, result.message) } : result;
    },
  };
}
