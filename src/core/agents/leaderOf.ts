import type { Role } from '../../contracts/agents';
import type { SessionState } from '../../contracts/session';

/** The role that leads a phase: a workspace's own that names it, else the first. */
export function leaderOf(roles: readonly Role[], phase: SessionState): Role | undefined {
  const leading = roles.filter((role) => role.phases.includes(phase));
  return leading.find((role) => role.path !== undefined) ?? leading[0];
}
