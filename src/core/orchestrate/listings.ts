import type { SuperToolAnswer } from '../../contracts/superTool';
import { ellipsis } from '../../base/text';
import { stateWord } from '../../words/sessionState';
import { secretFilter } from '../session/withoutSecrets';
import { newestFirst } from './findSession';
import type { OrchestrateDeps } from './orchestrate';

const mostSessions = 50;

type Listing = (deps: OrchestrateDeps) => Promise<SuperToolAnswer>;

/** What only lists something. */
export const listings: Readonly<Record<'list_sessions' | 'list_workflows' | 'list_proposals', Listing>> = {
  async list_sessions({ orchestrator }) {
    const sessions = newestFirst(await orchestrator.sessions()).slice(0, mostSessions);
    const lines = sessions.map(
      (session) => `- ${session.name} (${stateWord(session)}): ${ellipsis(session.goal, 200)}`,
    );
    return listed('Sessions, the newest first:', 'There are no sessions.', lines, { sessions });
  },
  async list_workflows({ orchestrator }) {
    const workflows = await orchestrator.workflows();
    const lines = workflows.map(({ name, description, inputs }) => {
      const wanted = inputs.map((input) => `${input.name}${input.optional ? ' (optional)' : ''}: ${input.description}`);
      return `- ${name}: ${description}${wanted.length > 0 ? ` Inputs: ${wanted.join('; ')}` : ''}`;
    });
    return listed('Workflows:', 'There are no workflows.', lines, { workflows });
  },
  async list_proposals({ proposals: all }) {
    const proposals = all();
    const lines = proposals.map(({ title, goal }) => `- ${title}. Goal: ${ellipsis(goal, 300)}`);
    return listed('Suggestions, best first:', 'There are no suggestions now.', lines, { proposals });
  },
};

function listed(
  head: string,
  none: string,
  lines: readonly string[],
  structured: Partial<SuperToolAnswer['structured']>,
): SuperToolAnswer {
  const clean = secretFilter([], {});
  return {
    text: lines.length > 0 ? clean.value([head, ...lines].join('\n')) : none,
    isError: false,
    structured: { gates: [], ...clean.value(structured) },
  };
}
