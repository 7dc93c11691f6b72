import type { RecipePlan } from '../../contracts/tool';

const find =
  /^(?:please |can you |could you )*(?:find|search(?: for)?|look for|grep(?: for)?|locate)\s+(.{1,200}?)[.!]*$/i;

/** The search that a goal such as “find where the user is validated” asks for. */
export function planSearch(goal: string): RecipePlan | undefined {
  const sought = find.exec(goal)?.[1];
  if (!sought) return undefined;
  const quoted = /^["'`“](.+)["'`”]$/.exec(sought)?.[1];
  return {
    summary: `Search the workspace for “${quoted ?? sought}”.`,
    step: {
      id: 'find',
      title: `Find ${quoted ?? sought}`,
      input: { pattern: quoted ?? wordsOf(sought), literal: true, ignoreCase: true },
    },
    betterWithModel: !quoted && /\s/.test(sought),
  };
}

/** What to look for, without the words around it: “where the user is validated” is “user”. */
function wordsOf(sought: string): string {
  const bare = sought
    .replace(/^(?:where|all|every|the|any|uses of|usages of|references to|files? (?:with|that)|occurrences of)\s+/i, '')
    .replace(/^the\s+/i, '');
  return /^(.*?)\s+(?:is|are|was|gets?)\s+(?:defined|used|validated|called|declared|handled)$/i.exec(bare)?.[1] ?? bare;
}
