import { capitalize, ellipsis, plural } from '../base/text';
import { showUnseen } from '../base/visibleText';
import type { ProjectFacts, ProjectPlace } from '../contracts/project';
import type { SettingKey } from '../contracts/settings';
import { languageWord } from './languageWords';

/** One line about a project: what was found out, why, where that is written and which setting changes it. */
export interface ProjectRow {
  /** The same as long as it is about the same. */
  readonly id: string;
  readonly label: string;
  /** What was found; behind the label. */
  readonly text: string;
  /** Why, and what follows from it, in sentences. */
  readonly reason: string;
  readonly icon: RowIcon;
  readonly place?: ProjectPlace;
  readonly setting?: SettingKey;
  readonly rows?: readonly ProjectRow[];
}
export type RowIcon = 'language' | 'package' | 'tests' | 'fixer' | 'script' | 'git' | 'trouble';

const longestName = 80;
const longestLine = 160;
/** So many are named behind a label; the rest by their number. */
const mostNamed = 3;

/** Everything that was found out about one open folder, in the order in which it is shown. */
export function projectRows(facts: ProjectFacts): readonly ProjectRow[] {
  return [
    ...troubleRows(facts),
    languagesRow(facts),
    packagesRow(facts),
    testsRow(facts),
    fixersRow(facts),
    scriptsRow(facts),
    gitRow(facts),
  ];
}

function troubleRows({ unreadable }: ProjectFacts): ProjectRow[] {
  return unreadable.map(({ path, why }) => ({
    id: `trouble ${path}`,
    label: path,
    text: why,
    reason: `${path} is ${why}, so Flux knows nothing of what it says.`,
    icon: 'trouble',
    place: { path },
  }));
}

function languagesRow({ languages, isCut }: ProjectFacts): ProjectRow {
  const told = languages.map(({ language, files }) => `${languageWord(language)} ${files.toLocaleString('en')}`);
  const lines = languages.map(
    ({ language, files }) => `${capitalize(languageWord(language))}: ${plural(files, 'file')}`,
  );
  return {
    id: 'languages',
    label: 'Languages',
    text: told.length > 0 ? withMore(told, ' · ') : 'no code yet',
    reason: [
      ...lines.map((line) => `${line}.`),
      'Counted by the names of files, without ignored and generated ones.',
      ...(isCut ? ['The folder has more files than Flux counts.'] : []),
    ].join(' '),
    icon: 'language',
  };
}

function packagesRow({ packages: { all, why } }: ProjectFacts): ProjectRow {
  const base = { id: 'packages', label: 'Packages', icon: 'package' } as const;
  if (all.length === 0)
    return { ...base, text: 'only this one', reason: 'No file names packages, and no folder in it has a manifest.' };
  return {
    ...base,
    text: `${all.length}, by ${why.join(' and ')}`,
    reason: `Found by ${why.join(' and ')}. After a save, the tests of a package run in that package.`,
    rows: all.map(({ name, path, manifest, tests }) => ({
      id: `package ${path}`,
      label: nameOf(name),
      text: tests === undefined ? path : `${path} · ${tests}`,
      reason:
        tests === undefined
          ? `${path} has no test command of its own.`
          : `The tests of ${path} run there, with ${tests}.`,
      icon: 'package',
      place: { path: manifest },
    })),
  };
}

function testsRow({ tests, packages: { all } }: ProjectFacts): ProjectRow {
  const base = { id: 'tests', label: 'Test command', icon: 'tests', setting: 'tests.command' } as const;
  const own = all.filter((each) => each.tests !== undefined).length;
  if (!tests && own > 0)
    return {
      ...base,
      text: `of each package that has one (${own} of ${all.length})`,
      reason: 'The project as a whole has none, so each package runs its own tests.',
    };
  if (!tests)
    return {
      ...base,
      text: 'none found',
      reason: 'No test script, runner or task was found.',
    };
  const { command, framework, why, place } = tests;
  const isKnown = framework !== 'unknown';
  const line = oneLine(command);
  return {
    ...base,
    text: isKnown && !line.includes(framework) ? `${line} · ${framework}` : line,
    reason:
      `Flux found ${why}.` +
      (isKnown ? '' : ' Which runner it starts is not known, so it runs all tests and not only some.') +
      (own > 0 ? ` ${ownCommands(own, all.length)}` : ''),
    ...(place && { place }),
  };
}

function ownCommands(own: number, all: number): string {
  const verb = own === 1 ? 'has a command of its own' : 'have commands of their own';
  return `${plural(own, 'package')} of ${all} ${verb}.`;
}

function fixersRow({ fixers }: ProjectFacts): ProjectRow {
  const base = { id: 'fixers', label: 'Fixers', icon: 'fixer' } as const;
  if (!fixers)
    return {
      ...base,
      text: 'the project’s own are switched off',
      reason: 'flux.autofix.projectTools is off, so Flux skips the fixers of the project.',
      setting: 'autofix.projectTools',
    };
  const setting = 'autofix.skip';
  if (fixers.length === 0)
    return {
      ...base,
      setting,
      text: 'none set up',
      reason: 'No file sets a linter or formatter up. The editor’s own formatters and quick fixes are used.',
    };
  return {
    ...base,
    setting,
    text: withMore(
      fixers.map(({ name, isInstalled }) => (isInstalled ? name : `${name} (not installed)`)),
      ', ',
    ),
    reason: 'Each is set up by a file of the project.',
    rows: fixers.map(({ name, isInstalled, place }) => ({
      id: `fixer ${name}`,
      label: name,
      text: isInstalled ? `by ${place.path}` : `not installed · by ${place.path}`,
      reason: isInstalled
        ? `${place.path} sets it up.`
        : `${place.path} sets it up, but it is not installed. Install it to have it used.`,
      icon: isInstalled ? 'fixer' : 'trouble',
      place,
    })),
  };
}

function scriptsRow({ scripts }: ProjectFacts): ProjectRow {
  const files = [...new Set(scripts.map(({ place }) => place.path))];
  const where = files.join(' and ');
  return {
    id: 'scripts',
    label: 'Scripts',
    text: scripts.length > 0 ? `${scripts.length} in ${where}` : 'none found',
    reason:
      scripts.length > 0
        ? `Found in ${where}. Plans of Flux may name them.`
        : 'There are no scripts in package.json or composer.json, and no Makefile.',
    icon: 'script',
    ...(scripts.length > 0 && {
      rows: scripts.map(({ name, line, place }) => ({
        id: `script ${place.path} ${name}`,
        label: nameOf(name),
        text: oneLine(line),
        reason: oneLine(line),
        icon: 'script',
        place,
      })),
    }),
  };
}

function gitRow({ git }: ProjectFacts): ProjectRow {
  const base = { id: 'git', label: 'Git', icon: 'git', setting: 'watchers.git' } as const;
  if (git.kind === 'none')
    return { ...base, text: 'not a repository', reason: 'This folder is not in a Git repository.' };
  if (git.kind === 'untrusted')
    return { ...base, text: 'not read', reason: 'This workspace is not trusted, so Flux does not start Git here.' };
  if (git.kind === 'failed') return { ...base, text: 'could not be read', reason: oneLine(git.why), icon: 'trouble' };
  const { branch, head, upstream } = git;
  const at = branch === undefined ? `no branch, at ${head?.slice(0, 7) ?? 'no commit'}` : nameOf(branch);
  const counts = upstream
    ? [
        [upstream.behind, 'behind'],
        [upstream.ahead, 'ahead'],
      ].flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]))
    : [];
  return {
    ...base,
    text: [at, head === undefined ? 'no commit yet' : followed(branch, upstream?.name), ...counts]
      .filter(Boolean)
      .join(' · '),
    reason: 'Read from what lies on this computer. Flux fetches nothing.',
  };
}

function followed(branch: string | undefined, upstream: string | undefined): string {
  if (branch === undefined) return '';
  return upstream === undefined ? 'follows no other branch' : `follows ${nameOf(upstream)}`;
}

function withMore(all: readonly string[], joint: string): string {
  const more = all.length - mostNamed;
  return [...all.slice(0, more > 1 ? mostNamed : all.length), ...(more > 1 ? [`${more} more`] : [])].join(joint);
}

function nameOf(text: string): string {
  return ellipsis(showUnseen(text), longestName);
}

function oneLine(text: string): string {
  return ellipsis(showUnseen(text.replace(/\s+/g, ' ').trim()), longestLine);
}
