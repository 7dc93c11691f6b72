import * as vscode from 'vscode';
import type { TestCase, TestFailure, TestReport, TestRequest } from '../../contracts/tests';

/** What an item of the Test Explorer stands for. */
export interface ItemFacts {
  readonly folder: vscode.WorkspaceFolder;
  /** Relative to the folder. */
  readonly file?: string;
  /** Undefined for a file as a whole. */
  readonly name?: string;
}

/** A test with the item that shows it; `isBroken`: what failed is the run, not a test. */
export interface ShownTest {
  readonly item: vscode.TestItem;
  readonly test: TestCase;
  readonly isBroken: boolean;
}

/** More tests are not shown, failed ones first. */
const mostShown = 10_000;

/** The items of a test controller: folders where there are several, files, tests by name. */
export function createExplorerItems(controller: vscode.TestController) {
  const facts = new WeakMap<vscode.TestItem, ItemFacts>();

  return {
    factsOf: (item: vscode.TestItem): ItemFacts | undefined => facts.get(item),

    /**
     * Brings the items up to a report, whose paths are relative to the folder; `isWhole`: what it does not name is
     * gone.
     */
    update(folder: vscode.WorkspaceFolder, report: TestReport, isWhole: boolean): ShownTest[] {
      const byFile = Map.groupBy(testsOf(report), ({ test }) => test.file);
      if (isWhole)
        for (const [id, item] of controller.items)
          if (facts.get(item)?.folder.uri.toString() === folder.uri.toString() && !byFile.has(facts.get(item)?.file))
            controller.items.delete(id);
      const shown: ShownTest[] = [];
      for (const [file, inFile] of byFile) {
        const parent = fileItem({ controller, facts }, folder, file, file ?? report.command);
        const own = testItems({ controller, facts }, folder, parent, inFile);
        const ids = new Set(own.map(({ item }) => item.id));
        const others = isWhole ? [] : [...parent.children].map(([, item]) => item).filter(({ id }) => !ids.has(id));
        parent.children.replace([...others, ...own.map(({ item }) => item)]);
        shown.push(...own);
      }
      return shown;
    },

    /** Takes out the items of files that are gone. */
    async refresh(): Promise<void> {
      for (const [id, item] of controller.items) {
        const isGone =
          item.uri !== undefined &&
          (await vscode.workspace.fs.stat(item.uri).then(
            () => false,
            () => true,
          ));
        if (isGone) controller.items.delete(id);
      }
    },
  };
}

/** The controller, and what its items stand for. */
interface Explorer {
  readonly controller: vscode.TestController;
  readonly facts: WeakMap<vscode.TestItem, ItemFacts>;
}

function fileItem(
  { controller, facts }: Explorer,
  folder: vscode.WorkspaceFolder,
  file: string | undefined,
  label: string,
): vscode.TestItem {
  const uri = file === undefined ? undefined : vscode.Uri.joinPath(folder.uri, ...file.split('/'));
  const id = `${folder.uri.toString()}\n${file ?? ''}`;
  const known = controller.items.get(id);
  if (known) return known;
  const severalFolders = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const item = controller.createTestItem(id, severalFolders ? `${folder.name}/${label}` : label, uri);
  facts.set(item, { folder, ...(file !== undefined && { file }) });
  controller.items.add(item);
  return item;
}

/** An item for each test of one file; of several with one name too. */
function testItems(
  { controller, facts }: Explorer,
  folder: vscode.WorkspaceFolder,
  parent: vscode.TestItem,
  tests: readonly Omit<ShownTest, 'item'>[],
): ShownTest[] {
  const seen = new Map<string, number>();
  return tests.map(({ test, isBroken }) => {
    const { name, file, line } = test;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    // The editor parts ids by this character.
    const id = name.replaceAll('\0', '');
    const label = name.replace(/\s+/g, ' ') || '(no name)';
    const item = controller.createTestItem(count === 1 ? id : `${id}\n${count}`, label, parent.uri);
    if (line !== undefined && parent.uri) item.range = new vscode.Range(line - 1, 0, line - 1, 0);
    facts.set(item, { folder, ...(file !== undefined && { file }), name });
    return { item, test, isBroken };
  });
}

export type ExplorerItems = ReturnType<typeof createExplorerItems>;

/**
 * The tests of a report: all where they are told, else those that failed; what failed outside of any test comes too.
 */
function testsOf({ cases = [], failures }: TestReport): { test: TestCase; isBroken: boolean }[] {
  const keyOf = ({ file, name }: Pick<TestFailure, 'file' | 'name'>) => `${file ?? ''}\n${name}`;
  const known = new Set(cases.map(keyOf));
  const extra = failures
    .filter((failure) => !known.has(keyOf(failure)))
    .map((failure) => ({
      test: { ...failure, status: 'failed' as const },
      isBroken: cases.length > 0 || failure.file === undefined,
    }));
  const all = [...extra, ...cases.map((test) => ({ test, isBroken: test.name === test.file }))];
  if (all.length <= mostShown) return all;
  return [
    ...all.filter(({ test }) => test.status === 'failed'),
    ...all.filter(({ test }) => test.status !== 'failed'),
  ].slice(0, mostShown);
}

/** What running these items means: the whole folder, files, or tests by their names. */
export function requestFor(items: readonly ItemFacts[]): TestRequest {
  if (items.length === 0) return {};
  const files = items.flatMap(({ file, name }) => (name === undefined && file !== undefined ? [file] : []));
  const named = items.flatMap(({ file, name }) =>
    name === undefined ? [] : [{ name, ...(file !== undefined && { file }) }],
  );
  if (named.length === 0) return files.length < items.length ? {} : { files };
  return { failed: [...named, ...files.map((file) => ({ name: file, file }))] };
}
