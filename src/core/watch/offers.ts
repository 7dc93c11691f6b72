import { tryJson } from '../../base/tryJson';
import type { Finding, Proposal, WatcherName } from '../../contracts/watch';
import { nameOf } from './acts';
import { isKind } from './learning';

/** A finding that is offered, and by which watcher. */
export interface Offer extends Finding {
  readonly id: string;
  readonly watcher: WatcherName;
  readonly createdAt: number;
  /** The session that was started from it. */
  readonly taken?: string;
}

/** A watcher that finds more than this finds too much to be read: the best are offered. */
const mostOffers = 50;

/** The best of what a watcher has found, each thing once. */
export function bestOf(findings: readonly Finding[]): readonly Finding[] {
  const once = [...new Map([...findings].reverse().map((each) => [nameOf(each), each])).values()].reverse();
  if (once.length <= mostOffers) return once;
  return once.sort((a, b) => b.sure * b.useful - a.sure * a.useful).slice(0, mostOffers);
}

/** How a proposal ranks among others. Beyond 1 there is an order too. */
export function rankOf({ sure, useful }: Finding, wanted: number): number {
  return sure * useful * wanted;
}

/** What people see of an offer. */
export function proposalOf({ id, kind, title, detail, goal, paths, createdAt }: Offer, rank: number): Proposal {
  // In steps: what was learnt fades all the time, and that alone is no news.
  const weight = Math.round(Math.min(1, Math.max(0, rank)) * 100) / 100;
  return { id, kind, title, ...(detail !== undefined && { detail }), goal, paths, weight, createdAt };
}

/** Reads what is stored; what is damaged is left out, since it is found again. */
export function readOffers(text: string | undefined): readonly Offer[] {
  const stored = text === undefined ? undefined : tryJson(text);
  return Array.isArray(stored) ? stored.filter(isOffer) : [];
}

function isOffer(value: unknown): value is Offer {
  if (typeof value !== 'object' || value === null) return false;
  const { id, kind, key, cause, title, detail, goal, paths, places, sure, useful, createdAt, watcher } =
    value as Record<string, unknown>;
  return (
    [id, key, cause, title, goal, watcher, detail ?? ''].every(isText) &&
    [sure, useful, createdAt].every((each) => Number.isFinite(each)) &&
    Array.isArray(paths) &&
    paths.every(isText) &&
    (places === undefined || (Array.isArray(places) && places.every(isPlace))) &&
    isKind(kind)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isPlace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { path, line } = value as Record<string, unknown>;
  return isText(path) && Number.isInteger(line);
}
