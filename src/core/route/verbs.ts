import { wordList } from '../../base/words';
/** Verbs by what somebody wants who begins with them. Base forms; `verbOf` knows how they are mistyped. */

/** Something is to be done. */
const doing = `
  abort add adapt adjust align allow animate append apply archive assign attach autocomplete automate avoid
  base bind block bootstrap break build bump bundle cache call calculate cancel capitalize cast center centralize change
  clean clear click clone close collapse color colour combine comment commit compile complete compress compute
  concatenate
  configure connect consolidate containerize continue convert copy correct cover create crop customize cut
  deactivate do draft debounce debug decode decouple decrease deduplicate delete deploy deprecate dedupe design
  detect develop disable discard dismiss display dispose divide dockerize document downgrade download draw drop dry
  edit eliminate embed enable encapsulate encode encrypt enforce enhance ensure enlarge escape exclude execute expand
  export expose extend extract fetch fill filter finish fix flatten fold force format generate get go group
  handle hide highlight hook implement import improve include increase indent initialize init inject inline insert
  install
  instantiate instrument integrate internationalize introduce invert iterate join keep kill
  let lint link load localize lock log loop lower make map mark mask memoize merge migrate minify mock modernize modify
  modularize mount move normalize omit open optimize order organize overhaul override pad paginate paint parse paste
  patch pin plot polish populate port prefix prepare prettify preserve prevent print process program propagate protect
  publish pull push put query quote raise randomize read rebase rebuild recolor recreate reduce redesign redirect redo
  refactor reformat refresh register reimplement reindent reinstall remake remove rename render reorder reorganize
  repair
  replace replicate report require rerun reset resize resolve respect restart restore restrict restructure retry return
  reuse reverse revert rewrite rework roll rotate round route run sanitize save scaffold schedule scroll secure select
  send separate serialize serve set setup shorten shrink shuffle silence simplify simulate skip solve sort speed split
  squash stage standardize start stash stop store stream strip structure style stub stylize submit substitute suppress
  swap switch sync synchronize tag take test throttle throw tidy toggle transform translate transpile treat trigger trim
  truncate turn tweak type uncomment undo unify uninstall unit update upgrade upload uppercase use validate verify
  vectorize visualize wire wrap write`;

/** Something is to be told. */
const telling = `
  advise answer clarify compare contrast describe discuss elaborate enumerate explain guide interpret list outline
  recommend summarize suggest teach tell`;

/** Can be either, so that it takes more than the verb to know. */
const either = `analyze assess audit check confirm consider define evaluate examine explore find give help identify
  inspect
  investigate look name provide review see share show study think try understand`;

export type VerbKind = 'do' | 'tell' | 'either';

const kinds = new Map<string, VerbKind>([
  ...wordList(doing).map((verb) => [verb, 'do'] as const),
  ...wordList(telling).map((verb) => [verb, 'tell'] as const),
  ...wordList(either).map((verb) => [verb, 'either'] as const),
]);

/** Ordinary words that are one slip away from a verb, and mean themselves. */
const themselves = new Set(
  wordList(`able about after also another any api application array async based because been before being best board
    border both bug button card case chance check class code color come common component const course css data date day
    does doing done down each else error even every example exception false field file files first float for form front
    function good great have header hello her here his home house how html image index input instead into issue item
    items java just key last left less like line lines list little local long look made main many mode model module more
    most much need never new next nice none not note now null number object once only other our out output over own page
    part party path place player point possible price problem project public python quick react rather real really
    result right role rule same say script second seems server service should since site size small some something sort
    space sql stack stage state static status still story string such super sure syntax system table take task team
    test tests text than thanks that their them then there these they thing things think this those three time title
    token too total true try two type url user users value values very view want was way web well went were what when
    where which while white who will with word words work works would wrong year yes you your
    escribe`),
);

/** The beginnings of words without one letter each: two words one slip apart share one. */
const slips = new Map<string, string | undefined>();
for (const verb of kinds.keys()) {
  if (verb.length < 4) continue;
  for (const less of withoutOne(verb)) slips.set(less, slips.has(less) && slips.get(less) !== verb ? undefined : verb);
}

/**
 * What a word asks for when a sentence begins with it; undefined: no verb that is known. American and British spellings
 * and the form in -ing are one; a word that is one slip away (a letter too many, too few, another, or two changed
 * about) from exactly one verb counts as it.
 */
export function verbOf(
  word: string,
): { readonly verb: string; readonly kind: VerbKind; readonly exact: boolean } | undefined {
  const lower = word.toLowerCase();
  for (const form of formsOf(lower)) {
    const kind = kinds.get(form);
    if (kind) return { verb: form, kind, exact: true };
  }
  const verb = themselves.has(lower) ? undefined : slipOf(lower);
  return verb === undefined ? undefined : { verb, kind: kinds.get(verb) ?? 'do', exact: false };
}

function formsOf(word: string): string[] {
  const base = [word, word.replace(/is(e|ing)$/, 'iz$1'), word.replace(/yse$/, 'yze')];
  if (!/^[a-z]{2,}ing$/.test(word)) return base;
  const stem = word.slice(0, -3).replace(/is$/, 'iz');
  return [...base, stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')];
}

function slipOf(word: string): string | undefined {
  if (word.length < 3 || word.length > 14 || !/^[a-z]+$/.test(word)) return undefined;
  for (let at = 0; at + 1 < word.length; at++) {
    const swapped = word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
    if (kinds.has(swapped)) return swapped;
  }
  // Short words have too many neighbours.
  if (word.length < 5) return undefined;
  const near = new Set<string>();
  for (const less of [word, ...withoutOne(word)]) {
    if (kinds.has(less)) near.add(less);
    const verb = slips.get(less);
    if (verb !== undefined && Math.abs(verb.length - word.length) < 2) near.add(verb);
  }
  return near.size === 1 ? [...near][0] : undefined;
}

function withoutOne(word: string): string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
}
