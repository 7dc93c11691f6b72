import type { AgentsPort, ChoiceList, Role, Workflow } from '../../../src/contracts/agents';
import type { CheckpointPort, FileImage } from '../../../src/contracts/checkpoint';
import type { FileChange, FilesPort } from '../../../src/contracts/files';
import type { CommandsPort, EditorPort, GitPort, OtherToolsPort, SearchPort } from '../../../src/contracts/ports';
import type { Settings, SettingsPort } from '../../../src/contracts/settings';
import type { TestReport, TestsPort } from '../../../src/contracts/tests';
import type { Workspace } from '../../../src/core/workspace';
import { FluxError } from '../../../src/base/errors';
import { hiddenLine, isSecretPath } from '../../../src/base/secretPaths';
import { builtInRoles, builtInWorkflows } from '../../../src/core/agents/builtIn';
import { outlineByPatterns } from '../../../src/outlines/outline';
import { createTools } from '../../../src/tools/allTools';
import manifest from '../../../package.json' with { type: 'json' };

/** A small workspace in memory, for tests of the core: every port is a real, if simple, adapter. */
export interface MemoryWorkspace extends Workspace {
  readonly texts: Map<string, string>;
  readonly commits: { message: string; paths: string[] }[];
  /** What the next test runs say, computed from the files as they are then. */
  readonly tests: TestsPort;
  testsSay: (texts: ReadonlyMap<string, string>) => Partial<TestReport>;
  trustedNow: boolean;
  readonly overrides: { -readonly [Key in keyof Settings]?: Settings[Key] };
  /** Command lines that were run. */
  readonly ran: string[];
  /** What a command does to the files, and its exit code. */
  commandDoes: (command: string, texts: Map<string, string>) => number;
  /** What a command prints; left out: that it ran. */
  commandSays?: (command: string) => string;
  /** Holds a command up before it ends. */
  commandWaits?: (command: string, signal: AbortSignal) => Promise<void>;
  /** Roles and workflows beside the built-in ones; one of the same name stands in for it. */
  readonly extraRoles: Role[];
  readonly extraWorkflows: Workflow[];
}

const hashOf = (text: string) => `h${[...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7)}`;

export function memoryWorkspace(initial: Record<string, string>): MemoryWorkspace {
  const texts = new Map(Object.entries(initial));
  const commits: { message: string; paths: string[] }[] = [];
  const touched = new Set<string>();
  const overrides: MemoryWorkspace['overrides'] = {};

  const resolve = async (path: string) => {
    const parts = path.replace(/^\.\//, '').split('/');
    if (path.startsWith('/') || parts.includes('..') || path === '')
      throw new FluxError('outside_workspace', `${path} lies outside the workspace folder. Name a path inside it.`);
    return parts.join('/');
  };
  const read = async (path: string) => {
    const text = texts.get(path);
    if (text === undefined) throw new FluxError('not_found', `There is no file ${path}.`);
    return { path, text, hash: hashOf(text), dirty: false };
  };
  const files: FilesPort = {
    resolve,
    read,
    kind: async (path) => (texts.has(path) ? 'file' : undefined),
    list: async (glob, limit) =>
      [...texts.keys()]
        .filter((path) => glob === '**/*' || path.includes(glob.replaceAll('*', '')))
        .sort()
        .slice(0, limit),
    async apply(changes: readonly FileChange[]) {
      for (const change of changes) {
        const now = texts.get(change.movedFrom ?? change.path);
        if (change.expect === null ? now !== undefined : now === undefined || hashOf(now) !== change.expect)
          throw new FluxError('stale', `${change.path} has changed since it was read.`);
      }
      return changes.map((change) => {
        const created = !texts.has(change.path);
        if (change.movedFrom !== undefined) texts.delete(change.movedFrom);
        touched.add(change.path);
        if (change.text === null) {
          texts.delete(change.path);
          return { path: change.path, created: false, deleted: true, saved: true, hash: '', added: 0, removed: 1 };
        }
        texts.set(change.path, change.text);
        return {
          path: change.path,
          created,
          saved: true,
          hash: hashOf(change.text),
          added: 1,
          removed: created ? 0 : 1,
        };
      });
    },
  };
  const search: SearchPort = {
    async search({ pattern, literal, ignoreCase, words, limit }) {
      const source = literal ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern;
      const regex = new RegExp(words ? `(?<!\\w)(?:${source})(?!\\w)` : source, ignoreCase ? 'i' : '');
      const hits = [...texts].flatMap(([path, text]) =>
        text
          .split('\n')
          .flatMap((line, index) =>
            regex.test(line) ? [{ path, line: index + 1, text: isSecretPath(path) ? hiddenLine : line }] : [],
          ),
      );
      return { hits: hits.slice(0, limit), truncated: hits.length > limit };
    },
  };
  const git: GitPort = {
    state: async () => ({
      branch: 'main',
      head: 'abc',
      changes: [...touched].map((path) => ({ path, kind: 'modified' as const, staged: false })),
    }),
    diff: async () => '',
    async commit({ message, paths }) {
      commits.push({ message, paths: [...paths] });
      for (const path of paths) touched.delete(path);
      return { hash: 'c0ffee00', paths: [...paths] };
    },
    recent: async () => [],
    uncommit: async () => ({ done: true }),
    recommit: async () => ({ done: true }),
  };
  const ran: string[] = [];
  const commands: CommandsPort = {
    async run({ command, signal }) {
      ran.push(command);
      await place.commandWaits?.(command, signal);
      return {
        exitCode: place.commandDoes(command, texts),
        output: place.commandSays?.(command) ?? `ran ${command}`,
        durationMs: 1,
        through: 'task',
      };
    },
  };
  const checkpoints = memoryCheckpoints(texts);
  const tests: TestsPort = {
    describe: async () => (texts.has('package.json') ? 'npm test' : undefined),
    async run() {
      const said = place.testsSay(texts);
      const failed = said.failed ?? 0;
      return {
        command: 'npm test',
        framework: 'node',
        exitCode: failed > 0 ? 1 : 0,
        durationMs: 5,
        passed: 1,
        failed,
        skipped: 0,
        failures: [],
        output: 'output',
        ...said,
      };
    },
  };
  const editor: EditorPort = {
    folder: () => 'sample',
    trusted: () => place.trustedNow,
    openFiles: () => [],
    problems: () => [],
    settledProblems: async () => [],
    quickFixes: async () => [],
  };
  const settings: SettingsPort = (key) =>
    overrides[key] ??
    (manifest.contributes.configuration.properties as unknown as Record<string, { default: never }>)[`flux.${key}`]!
      .default;
  const extraRoles: Role[] = [];
  const extraWorkflows: Workflow[] = [];
  const choices: Record<ChoiceList, () => string[]> = {
    branches: () => ['main'],
    files: () => [...texts.keys()].sort(),
    changed_files: () => [...touched].sort(),
    failing_tests: () => (place.testsSay(texts).failures ?? []).map(({ name }) => name),
  };
  const agents: AgentsPort = {
    roles: async () => byName(builtInRoles(), extraRoles),
    workflows: async () => byName(builtInWorkflows(), extraWorkflows),
    choices: async (list) => choices[list]().slice(0, 200),
  };
  const otherTools: OtherToolsPort = { list: () => [], invoke: async () => 'nothing' };
  const place: MemoryWorkspace = {
    files,
    search,
    git,
    tests,
    editor,
    otherTools,
    outline: outlineByPatterns,
    tools: createTools({
      files,
      search,
      git,
      tests,
      fix: {
        fix: async (paths) => ({
          changed: [...paths],
          unsaved: [],
          unformatted: [],
          used: [],
          trouble: [],
          remaining: [],
        }),
      },
      commands,
      editor,
      index: {
        update: async () => ({ files: texts.size, symbols: 0, durationMs: 1, updated: 0 }),
        symbols: async () => [],
        find: async () => [],
        reaching: async () => ({ tests: [], all: 0 }),
        refresh: async () => ({ files: 0, symbols: 0, unknown: [] }),
      },
      otherTools,
      outline: outlineByPatterns,
      settings,
    }),
    checkpoints,
    agents,
    addToSetting: async (key, value) => void (overrides[key] = [...(overrides[key] ?? []), value]),
    settings,
    now: Date.now,
    log: { info: () => {}, warn: () => {}, error: (line, cause) => console.error(line, cause) },
    texts,
    commits,
    testsSay: () => ({}),
    trustedNow: true,
    overrides,
    ran,
    commandDoes: () => 0,
    extraRoles,
    extraWorkflows,
  };
  return place;
}

/** Both lists, the second one's entries in place of those of their name. */
function byName<T extends { readonly name: string }>(builtIn: readonly T[], extra: readonly T[]): T[] {
  return [...new Map([...builtIn, ...extra].map((each) => [each.name, each])).values()];
}

/** Images of a map of texts, by hash. */
function memoryCheckpoints(texts: Map<string, string>): CheckpointPort {
  const kept = new Map<string, string>();
  const imageOf = (path: string): FileImage => {
    const text = texts.get(path);
    if (text === undefined) return { key: null };
    kept.set(hashOf(text), text);
    return { key: hashOf(text) };
  };
  const textOf = ({ key }: FileImage) => (key === null ? null : (kept.get(key) ?? null));
  return {
    capture: async (paths) => paths.map(imageOf),
    missingFolders: async () => [],
    async watchTree() {
      const before = new Map([...texts.keys()].map((path) => [path, imageOf(path)]));
      return {
        async finish() {
          const paths = [...new Set([...before.keys(), ...texts.keys()])];
          const touched = paths.map((path) => ({
            path,
            before: before.get(path) ?? { key: null },
            after: imageOf(path),
          }));
          return { touched: touched.filter((touch) => touch.before.key !== touch.after.key), unkept: [] };
        },
        dispose() {},
      };
    },
    textOf: async (_path, image) => textOf(image),
    bytesOf: async (image) => {
      const text = textOf(image);
      return text === null ? null : new TextEncoder().encode(text);
    },
    async restore(restorations) {
      return restorations.map(({ path, expect, image, text }) => {
        if (imageOf(path).key !== expect.key)
          return { path, error: { reason: 'stale', message: `${path} has changed.` } };
        const next = text ?? (image ? textOf(image) : null);
        if (next === null) texts.delete(path);
        else texts.set(path, next);
        return { path };
      });
    },
  };
}
