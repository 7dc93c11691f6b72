import * as vscode from 'vscode';
import { CancelledError, FluxError, isCancelled, messageOf, throwIfCancelled } from '../base/errors';
import type { OtherTool, OtherToolsPort } from '../contracts/ports';
import { untilAborted } from '../node/untilAborted';
import { tokenOf } from './cancellation';
import { workspaceFolders, type FoldersSource } from './workspace/folder';
import { toolAnswerText } from './otherToolsText';
import { hearSaves } from './files/unsaved';

export interface OtherToolsDeps {
  /**
   * The token of the chat request that is being answered, where there is one: confirmations then show in the chat
   * instead of as a dialog.
   */
  readonly token?: () => vscode.ChatParticipantToolToken | undefined;
  readonly folders?: FoldersSource;
}

/** Flux's own tools, also as its MCP server offers them, would start a run within a run. */
const own = /^(mcp_)?flux_/i;

/** The tools that the editor lists: its own, those of other extensions and of MCP servers. */
export function createOtherTools({
  token = () => undefined,
  folders = workspaceFolders,
}: OtherToolsDeps = {}): OtherToolsPort {
  const listed = () => vscode.lm.tools.filter(({ name }) => !own.test(name));
  return {
    list: () =>
      listed().map(({ name, description, inputSchema, tags }): OtherTool => ({
        name,
        description,
        inputSchema,
        tags: [...tags],
      })),
    async invoke(name, input, signal, saved) {
      throwIfCancelled(signal);
      if (!listed().some((tool) => tool.name === name))
        throw new FluxError(
          'unknown_tool',
          `The editor lists no tool “${name}” at the moment. Choose one that it lists, or do without.`,
        );
      const cancellation = tokenOf(signal);
      const saves = hearSaves();
      try {
        // A tool that ignores its token is left behind.
        const result = await untilAborted(
          vscode.lm.invokeTool(name, { input, toolInvocationToken: token() }, cancellation.token),
          signal,
        );
        return toolAnswerText(result.content);
      } catch (error) {
        throw toToolError(error, name, signal);
      } finally {
        saved?.(saves.saved(folders));
        saves.dispose();
        cancellation.dispose();
      }
    },
  };
}

/** Without our asking, a cancelled call means that the person said no in the tool's own confirmation. */
function toToolError(error: unknown, name: string, signal: AbortSignal): Error {
  if (signal.aborted) return new CancelledError();
  if (isCancelled(error))
    return new FluxError('denied', `The person did not allow the tool “${name}” to run. Do without it, or ask them.`);
  return new FluxError('tool_failed', `The tool “${name}” failed: ${messageOf(error)}`, { cause: error });
}
