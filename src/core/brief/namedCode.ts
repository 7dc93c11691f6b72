import { placesInWords, type CodePlace } from '../../base/codePlaces';
import { isSlip, lettersApart } from '../../base/lettersApart';
import type { IndexedSymbol } from '../../contracts/ports';
import { symbolRange } from '../../outlines/symbolRange';
import type { BriefContext } from './briefContext';
import { createPlaceFinder } from './findPlace';
import { quietly } from './quietly';
import { isTestPath } from './relevance';
import { searchTogether } from './searchTogether';
import type { Terms } from './terms';

/** So many places that a goal names are shown for certain, so many candidates are told of one name. */
const mostPlaces = 6;
const mostCandidates = 4;
/** What people mean by a name in code, rather than what else is called so. */
const telling =
  /^(?:class|interface|struct|trait|type|enum|function|method|constructor|module|namespace|record|macro)$/;

/** What a goal names, as the workspace has it. */
export interface NamedCode {
  /** Files that it means though it spells them otherwise. */
  readonly paths: readonly string[];
  /** Lines that it names, and where what alone has a name stands. */
  readonly places: readonly CodePlace[];
  /** By name, what is meant or may be meant by one that is not there, or that several have. */
  readonly notes: ReadonlyMap<string, string>;
}

/**
 * Finds what a goal names: `parser.ts`, `src/a.ts:12`, `UserStore.save`, also with a slip in it. Where several may be
 * meant they are named.
 */
export async function namedCode(
  goal: string,
  terms: Terms,
  files: readonly string[],
  context: BriefContext,
): Promise<NamedCode> {
  const notes = new Map<string, string>();
  const paths = terms.paths.flatMap((said) => meantFiles(said, files, notes));
  const places = await saidPlaces(goal, context);
  // Of `Owner.member` the parts are names, too.
  const likeFiles = terms.paths.filter((said) => isMember(said) && !files.some((path) => path.endsWith(said)));
  const dotted = [...new Set([...terms.names.filter((name) => name.includes('.')), ...likeFiles])];
  const parts = new Set(dotted.flatMap((name) => name.split('.')));
  const plain = terms.names.filter((name) => !name.includes('.') && !parts.has(name));
  const found = await Promise.all([
    ...dotted.map((name) => memberPlace(name, notes, context)),
    ...plain.map((name) => symbolPlaces(name, context)),
  ]);
  const known = found.flatMap((one) => one.places);
  const slips = found.flatMap((one) => one.slips);
  const meant = await meantNames(slips, notes, context);
  return { paths, places: [...places, ...known, ...meant].slice(0, mostPlaces), notes };
}

/** `Queue.add` looks like a file's name. */
function isMember(said: string): boolean {
  return /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(said);
}

/** A file of nearly that name; notes where several are called so. */
function meantFiles(said: string, files: readonly string[], notes: Map<string, string>): string[] {
  const same = files.filter((path) => path === said || path.endsWith(`/${said}`));
  if (same.length > 1 && !same.includes(said)) notes.set(said, `${listed(same)} may be meant`);
  if (same.length > 0) return [];
  const name = said.slice(said.lastIndexOf('/') + 1);
  // What is only to be made is no slip.
  const alike = files.filter((path) => isSlip(name, path.slice(path.lastIndexOf('/') + 1)));
  if (alike.length === 0 || alike.length > mostCandidates) return [];
  notes.set(said, `no such file; ${listed(alike)}${alike.length === 1 ? ' is' : ' may be'} meant, most likely`);
  return alike.length === 1 ? alike : [];
}

/** The lines that a goal names outright, if they are there. */
async function saidPlaces(goal: string, { workspace, signal }: BriefContext): Promise<CodePlace[]> {
  const find = createPlaceFinder(workspace, () => [], signal);
  const said = placesInWords(goal).slice(0, 4 * mostPlaces);
  const found = await Promise.all(said.map(find));
  return found.filter((place) => place !== undefined);
}

/** A name that is nowhere, and symbols that it may mean. */
interface Slip {
  readonly name: string;
  readonly candidates: readonly IndexedSymbol[];
}

interface FoundName {
  readonly places: readonly CodePlace[];
  readonly slips: readonly Slip[];
}

const nothing: FoundName = { places: [], slips: [] };

/** Where the one symbol of a name stands. */
async function symbolPlaces(name: string, { workspace }: BriefContext): Promise<FoundName> {
  const found = (await quietly(async () => workspace.index?.symbols(name, 20))) ?? [];
  const exact = found.filter((symbol) => symbol.name === name && telling.test(symbol.kind) && !isTestPath(symbol.path));
  const [only] = exact;
  if (only && exact.length === 1) return { places: [{ path: only.path, line: only.line }], slips: [] };
  const candidates = found.filter((symbol) => isSlip(name, symbol.name));
  return exact.length === 0 && candidates.length > 0 ? { places: [], slips: [{ name, candidates }] } : nothing;
}

/** Where `Owner.member` stands; notes the members of nearly that name. */
async function memberPlace(name: string, notes: Map<string, string>, { workspace }: BriefContext): Promise<FoundName> {
  const owner = name.slice(0, name.lastIndexOf('.'));
  const member = name.slice(name.lastIndexOf('.') + 1);
  const bare = owner.slice(owner.lastIndexOf('.') + 1);
  const owners = ((await quietly(async () => workspace.index?.symbols(bare, 20))) ?? []).filter(
    (symbol) => symbol.name === bare,
  );
  const alike: CodePlace[] = [];
  const names: string[] = [];
  for (const path of new Set(owners.map((symbol) => symbol.path))) {
    const file = await quietly(() => workspace.files.read(path));
    if (!file) continue;
    const entries = await workspace.outline(file.text, path);
    const range = symbolRange(file.text, entries, `${bare}.${member}`);
    if (range) return { places: [{ path, line: range.from, endLine: range.to }], slips: [] };
    const holder = symbolRange(file.text, entries, bare);
    const within = entries.filter(({ line, end }) => holder && line > holder.from && end <= holder.to);
    for (const { name: other, line } of within.filter((entry) => isSlip(member, lastName(entry.name)))) {
      alike.push({ path, line });
      names.push(`${bare}.${lastName(other)} (${path}:${line})`);
    }
  }
  if (alike.length === 0 || alike.length > mostCandidates) return nothing;
  notes.set(name, `no such name; ${listed(names)}${alike.length === 1 ? ' is' : ' may be'} meant, most likely`);
  return { places: alike.length === 1 ? alike : [], slips: [] };
}

/** Of names that stand nowhere in the files, those that one symbol alone is likely meant by; notes them all. */
async function meantNames(
  slips: readonly Slip[],
  notes: Map<string, string>,
  { workspace, signal }: BriefContext,
): Promise<CodePlace[]> {
  const hits = await searchTogether(
    slips.map(({ name }) => name),
    { limit: 1, words: true },
    workspace,
    signal,
  );
  return slips.flatMap(({ name, candidates }, at): CodePlace[] => {
    if (hits[at]?.hits.length !== 0) return [];
    const distance = ({ name: other }: IndexedSymbol) => lettersApart(name.toLowerCase(), other.toLowerCase());
    const nearest = Math.min(...candidates.map(distance));
    const best = candidates.filter((each) => distance(each) === nearest);
    const shown = best.slice(0, mostCandidates).map((each) => `${each.name} (${each.path}:${each.line})`);
    const isOne = best.length === 1;
    notes.set(name, `nowhere; ${listed(shown)}${isOne ? ' is' : ' may be'} meant, most likely`);
    return isOne ? best.map(({ path, line }) => ({ path, line })) : [];
  });
}

function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(/^#/, '');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostCandidates);
  const more = names.length - shown.length;
  return `${shown.join(' or ')}${more > 0 ? ` or one of ${more} more` : ''}`;
}
