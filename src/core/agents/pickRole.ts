import type { Role } from '../../contracts/agents';
import type { AnyTool } from '../../contracts/tool';
import { phaseOfWork } from '../run/phase';
import { matchRoles } from './matchRole';
import { quoted } from './quoted';

/** Who is looked for. */
export interface RoleRequest {
  /** As a plan or a decision names it; left out: whoever fits best. */
  readonly wanted?: string;
  /** Names of every tool that the work needs. */
  readonly tools: readonly string[];
  /** All tools. */
  readonly known: readonly AnyTool[];
  /** Names of the roles that are at work. */
  readonly busy: ReadonlySet<string>;
}

/**
 * The role that work is given to: the wanted one if it may use all the tools and is free; else the most fitting other
 * one (of the same phase; of the work's phase; with the fewest tools beyond), with a note, one sentence, that says why.
 * A busy one comes only where no free one fits, and none where no role may do it.
 */
export function pickRole(
  roles: readonly Role[],
  { wanted, tools, known, busy }: RoleRequest,
): { readonly role?: Role; readonly note?: string } {
  const matches = wanted === undefined ? [] : matchRoles(roles, wanted);
  const meant = matches.length === 1 ? matches[0] : undefined;
  const lacks = meant ? tools.filter((tool) => !mayUse(meant, tool)) : [];
  if (meant && lacks.length === 0 && !busy.has(meant.name)) return { role: meant };

  const phase = phaseOfWork(tools, known);
  const rank = (role: Role): readonly number[] => [
    Number(busy.has(role.name)),
    Number(!matches.includes(role)),
    Number(!meant?.phases.some((each) => role.phases.includes(each))),
    Number(!phase || !role.phases.includes(phase)),
    extraTools(role, tools),
  ];
  const [best] = roles
    .filter((role) => role !== meant && tools.every((tool) => mayUse(role, tool)))
    .sort((a, b) => compare(rank(a), rank(b)));
  if (meant && lacks.length === 0 && (!best || busy.has(best.name)))
    return {
      role: meant,
      note: `${meant.name} is busy, and no other role that may do this is free, so the step waits for ${meant.name}.`,
    };

  const why = reason(wanted, matches, meant, lacks);
  const others = lacks.length > 0 ? 'no other role' : 'no role';
  if (!best)
    return {
      note: why ? `${why}, and ${others} may use ${tools.join(', ')}.` : `No role may use ${tools.join(', ')}.`,
    };
  const isFree = !busy.has(best.name);
  if (!why)
    return isFree
      ? { role: best }
      : { role: best, note: `Every role that may do this is busy, so the step waits for ${best.name}.` };
  return { role: best, note: `${why}, so ${isFree ? `${best.name} takes it` : `the step waits for ${best.name}`}.` };
}

/** Why it is not the wanted one; undefined where nobody was wanted. */
function reason(
  wanted: string | undefined,
  matches: readonly Role[],
  meant: Role | undefined,
  lacks: readonly string[],
): string | undefined {
  if (wanted === undefined) return undefined;
  if (meant) return lacks.length > 0 ? `${meant.name} may not use ${lacks.join(', ')}` : `${meant.name} is busy`;
  if (matches.length > 1)
    return `${quoted(wanted)} may mean ${matches
      .slice(0, 3)
      .map(({ name }) => name)
      .join(' or ')}`;
  return `There is no role ${quoted(wanted)}`;
}

function mayUse({ tools }: Role, tool: string): boolean {
  return tools === undefined || tools.includes(tool);
}

function extraTools({ tools }: Role, needed: readonly string[]): number {
  return tools === undefined ? Number.MAX_SAFE_INTEGER : tools.filter((tool) => !needed.includes(tool)).length;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
