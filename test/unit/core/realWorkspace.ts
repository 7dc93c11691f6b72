import { mkdir, open, readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileChange, FilesPort } from '../../../src/contracts/files';
import type { CommandsPort, EditorPort, OtherToolsPort } from '../../../src/contracts/ports';
import type { Settings, SettingsPort } from '../../../src/contracts/settings';
import type { StorePort } from '../../../src/contracts/store';
import type { TestsPort } from '../../../src/contracts/tests';
import type { Workspace } from '../../../src/core/workspace';
import { FluxError } from '../../../src/base/errors';
import { builtInRoles, builtInWorkflows } from '../../../src/core/agents/builtIn';
import { resolveInside } from '../../../src/node/containment';
import { createGitCli } from '../../../src/node/git/gitCli';
import { hashText } from '../../../src/node/hash';
import { createPlainSearch } from '../../../src/node/search/plainSearch';
import { runProcess } from '../../../src/node/process/processes';
import { keepDiskFiles } from '../../../src/node/tree/diskContent';
import { watchFolder } from '../../../src/node/tree/watchTree';
import { outlineByPatterns } from '../../../src/outlines/outline';
import { createTools } from '../../../src/tools/allTools';
import manifest from '../../../package.json' with { type: 'json' };
import { realDisk, worldOf } from './undoWorld';

export interface RealWorkspaceOptions {
  /** A folder in a repository. */
  readonly root: string;
  readonly store: Pick<StorePort, 'putBytes' | 'getBytes'>;
  readonly overrides: Partial<Settings>;
  /** Added to the environment of commands and tests. */
  readonly env: Readonly<Record<string, string>>;
  /** Left out: `sh check.sh`. */
  readonly tests?: TestsPort;
  /** Left out: there is none. */
  readonly index?: Workspace['index'];
  /** Hears of every effect, right before it, in its middle and right after it. */
  readonly effect: (what: string) => void;
}

/**
 * A workspace on the disk, without an editor: real files, real git, real commands in a shell.
 */
export function realWorkspace(options: RealWorkspaceOptions): Workspace {
  const { root, store, overrides, env, effect, index } = options;
  const at = (path: string) => join(root, path);
  const resolve = (path: string) => resolveInside(root, path);
  const textOf = (path: string) => readFile(at(path), 'utf8').catch(() => undefined);
  const search = createPlainSearch({ root });

  async function write({ path, text, movedFrom }: FileChange): Promise<void> {
    if (movedFrom !== undefined) await rm(at(movedFrom));
    if (text === null) return rm(at(path));
    await mkdir(dirname(at(path)), { recursive: true });
    // As editors do: the file is emptied, then written, here in two halves.
    const file = await open(at(path), 'w');
    try {
      const bytes = Buffer.from(text);
      effect(`half ${path}`);
      await file.write(bytes.subarray(0, bytes.length >> 1));
      effect(`half ${path}`);
      await file.write(bytes.subarray(bytes.length >> 1));
    } finally {
      await file.close();
    }
  }
  const files: FilesPort = {
    resolve,
    realPath: async (path) => realpath(at(path)).catch(() => path),
    async read(path) {
      const text = await textOf(await resolve(path));
      if (text === undefined) throw new FluxError('not_found', `There is no file ${path}.`);
      return { path, text, hash: hashText(text), dirty: false };
    },
    kind: async (path) =>
      stat(at(path)).then(
        (found) => (found.isDirectory() ? 'directory' : 'file'),
        () => undefined,
      ),
    list: async (glob, limit, signal) =>
      (await search.listFiles(glob, limit, signal ?? new AbortController().signal)).files,
    async apply(changes) {
      for (const change of changes) {
        const now = await textOf(change.movedFrom ?? change.path);
        if (change.expect === null ? now !== undefined : now === undefined || hashText(now) !== change.expect)
          throw new FluxError('stale', `${change.path} has changed since it was read.`);
      }
      const applied = [];
      for (const change of changes) {
        const { path, text, movedFrom } = change;
        const created = (await textOf(path)) === undefined;
        effect(`write ${path}`);
        await write(change);
        effect(`written ${path}`);
        applied.push({
          path,
          created: created && text !== null,
          ...(text === null && { deleted: true }),
          ...(movedFrom !== undefined && { movedFrom }),
          saved: true,
          hash: text === null ? '' : hashText(text),
          added: 1,
          removed: 1,
        });
      }
      return applied;
    },
  };
  const shell = (command: string, signal: AbortSignal, onOutput: (text: string) => void) =>
    runProcess({ shellCommand: command, cwd: root, env, signal, onOutput });
  const commands: CommandsPort = {
    async run({ command, signal, onOutput }) {
      effect(`run ${command}`);
      const { exitCode, output, durationMs } = await shell(command, signal, onOutput);
      effect(`ran ${command}`);
      return { exitCode, output, durationMs, through: 'task' };
    },
  };
  const tests: TestsPort = options.tests ?? {
    describe: async () => 'sh check.sh',
    async run(_request, signal, onOutput) {
      effect('test');
      const { exitCode = 1, output, durationMs } = await shell('sh check.sh', signal, onOutput);
      const failures = exitCode === 0 ? [] : [{ name: 'check', message: output.trim() || 'it failed' }];
      return {
        command: 'sh check.sh',
        framework: 'sh',
        exitCode,
        durationMs,
        passed: 1 - failures.length,
        failed: failures.length,
        skipped: 0,
        failures,
        output,
      };
    },
  };
  const cli = createGitCli({ root });
  const git: Workspace['git'] = {
    ...cli,
    async commit(request) {
      effect('commit');
      const made = await cli.commit(request);
      effect('committed');
      return made;
    },
  };
  const editor: EditorPort = {
    folder: () => 'sample',
    trusted: () => true,
    openFiles: () => [],
    problems: () => [],
    settledProblems: async () => [],
    quickFixes: async () => [],
  };
  const otherTools: OtherToolsPort = { list: () => [], invoke: async () => 'nothing' };
  const settings: SettingsPort = (key) =>
    overrides[key] ??
    (manifest.contributes.configuration.properties as unknown as Record<string, { default: never }>)[`flux.${key}`]!
      .default;
  const put = (list: readonly Uint8Array[]) => store.putBytes(list);
  return {
    files,
    search,
    git,
    editor,
    otherTools,
    outline: outlineByPatterns,
    ...(index && { index }),
    tools: createTools({
      files,
      search,
      git,
      tests,
      fix: { fix: async () => ({ changed: [], unsaved: [], unformatted: [], used: [], trouble: [], remaining: [] }) },
      commands,
      editor,
      index: {
        update: async () => ({ files: 0, symbols: 0, durationMs: 1, updated: 0 }),
        symbols: async () => [],
        find: async () => [],
        reaching: async () => ({ tests: [], all: 0 }),
        refresh: async () => ({ files: 0, symbols: 0, unknown: [] }),
      },
      otherTools,
      outline: outlineByPatterns,
      settings,
    }),
    checkpoints: {
      ...worldOf(realDisk(root), { put, get: (key) => store.getBytes(key) }).checkpoints,
      capture: (paths) => keepDiskFiles(paths.map(at), put),
      async watchTree(signal) {
        const watch = await watchFolder(root, put, signal);
        return { finish: async () => watch.finish(() => false), dispose: () => void watch.dispose() };
      },
    },
    agents: { roles: async () => builtInRoles(), workflows: async () => builtInWorkflows(), choices: async () => [] },
    addToSetting: async () => {},
    settings,
    now: Date.now,
    log: { info: () => {}, warn: () => {}, error: (line, cause) => console.error(line, cause) },
  };
}

/** What a folder holds: each file's text by path, `.git` left out. */
export async function filesOf(root: string): Promise<Record<string, string>> {
  const paths = (await realDisk(root).list()).filter((path) => !path.endsWith('/') && !path.startsWith('.git/'));
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)),
  );
}
