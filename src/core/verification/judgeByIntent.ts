import type { Judging } from '../../contracts/intentHandling';
import type { ToolResult } from '../../contracts/tool';

/**
 * Holds a result that no expectation judges against what such a step's output must be. Whether edits apply, their tool
 * has said already; whether they bring new errors is looked at when all of them are made.
 */
export function judgeByIntent(result: ToolResult, judging: Judging | undefined): ToolResult {
  if (result.status !== 'done') return result;
  switch (judging) {
    case 'receipt':
    case 'verdict': {
      const code = result.facts?.exitCode ?? 0;
      return code === 0 ? result : failed(result, `Expected an exit code of 0, but it was ${code}.`);
    }
    case 'found':
    case 'words':
    case 'choice':
      return saysNothing(result) ? failed(result, 'Expected an output, but there is none.') : result;
    default:
      return result;
  }
}

type Done = ToolResult & { readonly status: 'done' };

function saysNothing({ message, files = [], facts }: Done): boolean {
  return message.trim() === '' && (facts?.output ?? '').trim() === '' && files.length === 0;
}

function failed({ message, files, facts }: Done, why: string): ToolResult {
  return {
    status: 'failed',
    reason: 'expectation',
    message: [why, message].filter(Boolean).join('\n'),
    retryable: false,
    files,
    facts,
  };
}
