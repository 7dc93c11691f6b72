import type { Intent } from '../../contracts/intent';
import type { Effect } from '../../contracts/plan';
import { wordList } from '../../base/words';

/** By what a step may do at most, the intent that a word tells of. */
type ByEffect = Partial<Record<Effect, Intent>>;

const making: ByEffect = { write: 'generate', execute: 'generate' };
const changing: ByEffect = { write: 'transform', execute: 'transform' };
const adding: ByEffect = { write: 'enrich' };
const telling: ByEffect = { read: 'summarize', write: 'summarize', execute: 'summarize' };
const uniting: ByEffect = { read: 'aggregate', write: 'aggregate', execute: 'aggregate' };

/** Verbs at the beginning of a title, in their base form: sure ones, then those that are mostly so. */
const verbRows: readonly [ByEffect, sure: string, mostly: string][] = [
  [
    making,
    `
    implement create scaffold introduce generate bootstrap cover prototype support let new develop instantiate
    dockerize containerize mock stub simulate draw paint plot visualize`,
    ``,
  ],
  [
    { write: 'generate' },
    ``,
    `
    build write define design draft expose allow enable provide compose setup offer show render emit start
    display parse load fetch send stream schedule serve accept animate paginate autocomplete validate
    initialize init subscribe calculate compute`,
  ],
  [
    changing,
    `
    refactor rename replace fix convert rewrite remove delete drop migrate port upgrade downgrade bump simplify
    split inline correct adjust restructure reorganize reorganise move swap switch revert undo restore clean
    tidy sort reorder optimize optimise speed handle resolve patch repair adapt modernize modernise deduplicate
    dedupe eliminate reduce increase lower raise decouple encapsulate generalize generalise harden prevent
    avoid guard stop silence suppress sanitize escape translate transform turn unify rework reformat format
    normalize normalise parallelize vectorize memoize debounce throttle shorten strip trim rebase squash
    cherry-pick apply autocorrect unwrap wrap disable ignore skip exclude pin lock hide redirect tighten loosen
    relax enforce change modify edit update extract hoist lift flatten invert standardize standardise realign
    amend rebuild adopt use respect propagate thread return refine tweak align deprecate separate cast clear
    replicate cleanup fixup preserve disallow reject throw reset reuse reverse rotate sanitise secure serialize
    shrink shorten minify mask memoise modularize override overhaul pad polish prettify protect pull put quote
    recolor redesign redo refresh reimplement reindent remake resize restrict reword scope solve substitute
    sync synchronize toggle transpile truncate uncomment uninstall unpin uppercase lowercase center decouple
    decrease detach disconnect dry enhance expand extend rebase force fold hide highlight indent inject insert
    integrate join kill break bundle capitalize centralize collapse commonize compress concatenate copy crop
    customize cut deactivate debug discard dismiss divide encode decode encrypt mv rm await mend overwrite
    downcase reset relocate`,
    `
    make set improve correct allow require keep treat merge combine pass limit cap restrict close get do finish
    complete register wire hook more always call route reduce point map group bind connect cache fill loop
    match follow infer stylize style`,
  ],
  [
    adding,
    `
    annotate document comment instrument localize localise internationalize label tag install mention log type
    mark docs attach populate parametrize reference`,
    `
    declare list export import configure cite link explain note clarify specify include derive append`,
  ],
  [{ execute: 'enrich' }, `install`, `add`],
  [
    { read: 'filter', execute: 'filter' },
    `find search grep locate filter look-for scan hunt identify spot select narrow pick`,
    `list detect discover trace which`,
  ],
  [
    { read: 'extract', execute: 'extract' },
    `
    read open get fetch show view load inspect print display dump look examine study understand retrieve
    download query review see learn extract obtain`,
    `check explore analyze analyse list investigate note determine consult what`,
  ],
  [
    uniting,
    `collect gather count aggregate consolidate tally total compare inventory sum-up-numbers`,
    `merge combine compile index measure list`,
  ],
  [
    telling,
    `summarize summarise condense recap outline digest sum-up`,
    `describe explain report brief clarify interpret guide teach`,
  ],
  [{ read: 'summarize' }, `describe explain report clarify interpret`, ``],
  [
    { execute: 'validate' },
    `
    test verify validate run lint typecheck type-check build compile ensure confirm assert prove reproduce
    check validate assess benchmark profile smoke-test audit try exercise rerun re-run lint diagnose`,
    `make see show measure execute start analyze analyse assemble`,
  ],
  [
    { execute: 'send' },
    `
    push publish deploy commit release send post upload submit notify ship tell announce share reply merge-pr
    file roll-out promote`,
    `open tag save create comment close`,
  ],
  [{ read: 'conditional', write: 'conditional', execute: 'conditional' }, `decide choose`, ``],
];

/** What a verb tells, and how strongly. */
export interface VerbCue {
  readonly by: ByEffect;
  readonly weight: number;
}

export const sureWeight = 3;
const mostlyWeight = 1.4;
/** A reading tool is seldom used to sum up or to tell, so that a verb which says so means it. */
const tellingWeight = 4;
/** Verbs that leave open what is brought: a thing of its own, or something that goes with what is there. */
export const bringing: ReadonlySet<string> = new Set(
  wordList('add adds adding added write writing build building define draft provide'),
);
const openWeight = 1;
/** Verbs whose form in -s is a noun at the beginning of a title. */
const nouns = new Set(
  wordList(`
    commit view test type log comment release document label tag report print build use file post list index
    change query display show cover patch repair move set design start limit cap close export import link note
    offer make escape guard stop return thread order label count total measure compare dump look review fetch
    study trace scan hunt lint benchmark profile audit exercise ship share map port format`),
);

/** Verbs in all their forms: `add`, `adds`, `adding`, `added`. A verb may tell different things. */
export const verbCues: ReadonlyMap<string, readonly VerbCue[]> = collectVerbs();

function collectVerbs(): Map<string, VerbCue[]> {
  const cues = new Map<string, VerbCue[]>();
  const put = (verbs: string, by: ByEffect, weight: number) => {
    for (const verb of wordList(verbs))
      for (const form of formsOf(verb)) cues.set(form, [...(cues.get(form) ?? []), { by, weight }]);
  };
  for (const [by, sure, mostly] of verbRows) {
    if (sure !== '') put(sure, by, by === telling || by === uniting ? tellingWeight : sureWeight);
    if (mostly !== '') put(mostly, by, mostlyWeight);
  }
  for (const by of [{ write: 'generate' }, { write: 'enrich' }] as const) put('add', by, openWeight);
  return cues;
}

function formsOf(verb: string): Set<string> {
  const stem = verb.endsWith('e') ? verb.slice(0, -1) : verb;
  const doubled = /[^aeiou][aeiou][bdgklmnprt]$/.test(verb) ? verb + verb.slice(-1) : stem;
  const third = /(?:s|sh|ch|x|z)$/.test(verb) ? `${verb}es` : `${verb}s`;
  return new Set([
    verb,
    ...(nouns.has(verb) ? [] : [third]),
    `${doubled}ing`,
    `${stem}ing`,
    verb.replace(/y$/, 'ie').replace(/e?$/, 'ed'),
  ]);
}

/** Things that a writing step brings, by what it then is: what the verb before leaves open, the thing decides. */
const thingRows: readonly [Intent, string][] = [
  [
    'enrich',
    `
    comment comments jsdoc tsdoc docstring docstrings javadoc doxygen rustdoc godoc documentation docs
    annotation annotations type-hints hints hint types typings typing nullable translations translation locale
    aria-label aria aria-labels alt logging logs log-lines logger tracing telemetry metrics metadata keywords
    classifiers badge badges license licence header headers description descriptions dependency dependencies
    devdependency tooltip tooltips placeholder placeholders label labels tags tag entry entries readme usage
    example examples spdx index indexes indices limits attribute attributes keys emoji captions units
    permissions-policy exports aliases alias favicon icon icons cache note notes link links section info
    information reference references instructions doc docs message messages logo copyright sponsor sponsors
    author authors config configuration editorconfig gitignore mention explanation explanations definition
    definitions banner notice announcement`,
  ],
  [
    'generate',
    `
    test tests spec specs testcase testcases endpoint endpoints route routes controller controllers component
    components hook hooks class classes function functions method methods module page screen view widget
    command subcommand flag option script workflow pipeline dialog form service middleware handler handlers
    migration feature story fixture fixtures task job model schema table button plugin wrapper target exception
    exceptions hierarchy validation validations validator retry retries retrying pagination toggle support cli
    api websocket extension impl trait interface struct enum dockerfile makefile template parser serializer
    mutation resolver subscription cron shutdown login authentication authorization auth caching rate-limiting
    limiter changeset policy decorator helper helpers util utility library handling options ability
    functionality fallback benchmark benchmarks playground system normalization detection overload overloads
    getter getters setter implementation coverage file files action actions assertion assertions script scripts
    logic skill recipe check checks linting server client engine queue hooks validators parsers guide tutorial
    package pages views adapter repository notebook mailer notification`,
  ],
  [
    'transform',
    `
    bug crash leak race deadlock typo typos warning warnings error regression vulnerability npe
    nullpointerexception xss overflow off-by-one conflict conflicts snapshot snapshots version spelling
    indentation style formatting null-check compatibility instead`,
  ],
  ['summarize', `changelog release-notes summary overview recap digest report faq`],
  ['aggregate', `inventory totals statistics`],
];

export const thingCues: ReadonlyMap<string, Intent> = new Map(
  thingRows.flatMap(([intent, words]) => wordList(words).map((word) => [word, intent] as const)),
);

/** What a title's beginning before a colon says: `Fix: …`, `Docs: …`, `Test: …`. */
export const prefixCues: ReadonlyMap<string, Intent> = new Map<string, Intent>([
  ...wordList('fix bugfix hotfix refactor perf performance cleanup chore style bug').map(
    (word) => [word, 'transform'] as const,
  ),
  ...wordList('feat feature new test').map((word) => [word, 'generate'] as const),
  ...wordList('types comments logging i18n').map((word) => [word, 'enrich'] as const),
  ...wordList('verify check benchmark').map((word) => [word, 'validate'] as const),
]);
