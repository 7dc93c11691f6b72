import type { Role } from '../../contracts/agents';
import { showUnseen } from '../../base/visibleText';
import { ellipsis } from '../../base/text';
import { matchRoles } from './matchRole';

/** Who is looked for. */
export interface RoleRequest {
  /** As a plan or a decision names it; left out: whoever fits best. */
  readonly wanted?: string;
  /** Every tool that the work needs. */
  readonly tools: readonly string[];
  /** Names of the roles that are at work. */
  readonly busy: ReadonlySet<string>;
}

/**
 * The role that work is given to: the wanted one if it may use all the tools and is free; else the most fitting other
 * one, with a note, one sentence, that says why. A busy one comes only where no free one fits, and none where no role
 * may do it.
 */
export function pickRole(roles: readonly Role[], { wanted, tools, busy }: RoleRequest): { readonly role?: Role; readonly note?: string } {
  const matches = wanted === undefined ? [] : matchRoles(roles, wanted);
  const meant = matches.length === 1 ? matches[0] : undefined;
  const lacks = meant ? tools.filter((tool) => !mayUse(meant, tool)) : [];
  if (meant && lacks.length === 0 && !busy.has(meant.name)) return { role: meant };

  const fitting = roles.filter((role) => role !== meant && tools.every((tool) => mayUse(role, tool)));
  const ranked = [...fitting].sort((a, b) => Number(busy.has(a.name)) - Number(busy.has(b.name)) || sharedPhases(b, meant) - sharedPhases(a, meant) || extraTools(a, tools) - extraTools(b, tools));
  const [best] = ranked;
  const why = reason(wanted, matches, meant, lacks);
  if (meant && lacks.length === 0 && (!best || busy.has(best.name))) return { role: meant, note: `${meant.name} is busy, and nobody else is free who may do this, so it waits for ${meant.name}.` };
  if (!best) return { note: why ? `${why}, and no other role may use ${tools.join(', ')}.` : `No role may use ${tools.join(', ')}.` };
  const takes = busy.has(best.name) ? `so ${best.name} takes it once it is free` : `so ${best.name} takes it`;
  return { role: best, ...(why && { note: `${why}, ${takes}.` }) };
}

/** Why it is not the wanted one; undefined where nobody was wanted. */
function reason(wanted: string | undefined, matches: readonly Role[], meant: Role | undefined, lacks: readonly string[]): string | undefined {
  if (wanted === undefined) return undefined;
  if (meant) return lacks.length > 0 ? `${meant.name} may not use ${lacks.join(', ')}` : `${meant.name} is busy`;
  const shown = `“${ellipsis(showUnseen(wanted), 40)}”`;
  if (matches.length > 1) return `${shown} may mean ${matches.slice(0, 3).map(({ name }) => name).join(' or ')}`;
  return `There is no role ${shown}`;
}

function mayUse({ tools }: Role, tool: string): boolean {
  return tools === undefined || tools.includes(tool);
}

function sharedPhases(role: Role, meant: Role | undefined): number {
  return meant?.phases.some((phase) => role.phases.includes(phase)) ? 1 : 0;
}

function extraTools(role: Role, needed: readonly string[]): number {
  return role.tools === undefined ? Infinity : role.tools.filter((tool) => !needed.includes(tool)).length;
}
