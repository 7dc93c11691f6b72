import { ellipsis } from '../../base/text';
import { escapeMarkdown } from '../markdown';
import { detailLines } from '../proposalItems';
import type { FluxChatResult, Reply } from './reply';

/** So many suggestions are told where nothing was said. */
const mostOffered = 3;

/** The answer to `@flux` with nothing behind it: what watchers suggest now, each with a button that starts it. */
export function offerOpen({ deps, stream }: Reply): FluxChatResult {
  const proposals = deps.proposals();
  if (proposals.length === 0) {
    stream.markdown(
      'Say what you want done, such as “run the tests” or “what should I do next”. Nothing is suggested now.',
    );
    return {};
  }
  stream.markdown(proposals.length === 1 ? 'Flux suggests:\n\n' : 'Flux suggests, best first:\n\n');
  for (const { id, title, detail } of proposals.slice(0, mostOffered)) {
    const [why = ''] = detailLines(detail, 200);
    stream.markdown(`**${escapeMarkdown(title)}**${why === '' ? '' : `  \n${escapeMarkdown(why)}`}\n\n`);
    stream.button({ command: 'flux.acceptProposal', title: `Start: ${ellipsis(title, 60)}`, arguments: [id] });
  }
  const more = proposals.length - mostOffered;
  if (more > 0) stream.button({ command: 'flux.showProposals', title: `Show ${more} more` });
  return {};
}
