import { plural } from '../../base/text';
import { showUnseen } from '../../base/visibleText';
import type { GitStanding } from '../../contracts/gitStanding';
import type { Finding } from '../../contracts/watch';

/** A branch that lacks commits of the one that it follows, by what was fetched last. */
export function behindUpstream({ branch, upstream, operation, place }: GitStanding): Finding | undefined {
  if (branch === undefined || !upstream || upstream.behind === 0 || operation) return undefined;
  const { ahead, behind, base } = upstream;
  const [own, other] = [showUnseen(branch), showUnseen(upstream.name)];
  const commits = plural(behind, 'commit');
  return {
    kind: 'behind',
    key: `${place} ${branch}`.trim(),
    // What is fetched on top of it is no news: the same commits are still missing.
    cause: base,
    title: `${own} is ${commits} behind ${other}`,
    detail: `${ahead > 0 ? `It has ${plural(ahead, 'commit')} of its own.\n` : ''}As of the last fetch.`,
    goal:
      `Bring the branch ${own}${place ? ` of ${place}` : ''} up to date with ${other}, which has ${commits} that it ` +
      `lacks${ahead > 0 ? ` (it has ${plural(ahead, 'commit')} of its own)` : ''}. Fetch nothing, and leave ` +
      `uncommitted work as it is.`,
    paths: [],
    sure: 0.9,
    useful: ahead > 0 ? 0.4 : 0.5,
  };
}
