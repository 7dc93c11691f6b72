import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { throwIfCancelled } from '../../base/errors';
import type { AskServers } from '../../node/index/codeIndex';
import type { FileSymbol } from '../../node/index/indexProtocol';
import { untilAborted } from '../../node/untilAborted';

/** Files that are asked about side by side, and the pause after them, in ms, so that typing stays smooth. */
const atOnce = 3;
const pauseMs = 25;
/** All files together, one file, and a file of a language whose server may only just be starting, in ms. */
const budgetMs = 30_000;
const oneFileMs = 4_000;
const startMs = 10_000;
/** A language that nobody knew anything about is not asked about again for that long, in ms. */
const silenceMs = 5 * 60_000;

/** Asks the editor's language servers for the symbols of files, a few at a time. Opens no editor. */
export function createAskServers(uriOf: (path: string) => vscode.Uri | undefined): AskServers {
  /** Extensions that were answered about, and until when the others are left alone. */
  const answered = new Set<string>();
  const silentUntil = new Map<string, number>();
  return async (files, found, signal, report) => {
    const end = Date.now() + budgetMs;
    const askOne = async (file: (typeof files)[number]): Promise<void> => {
      const uri = uriOf(file.path);
      if (!uri || (silentUntil.get(file.extension) ?? 0) > Date.now()) return;
      const symbols = await symbolsOf(uri, signal, !answered.has(file.extension));
      if (symbols === 'unsaved') return;
      if (symbols.length > 0) answered.add(file.extension);
      // Without any answer yet nobody can tell an empty file from a server that is not there.
      if (answered.has(file.extension)) await found(file, symbols);
      else silentUntil.set(file.extension, Date.now() + silenceMs);
    };
    for (let from = 0; from < files.length && Date.now() < end; from += atOnce) {
      throwIfCancelled(signal);
      if (from % 60 === 0) report(`Asking language servers about ${files.length - from} files`);
      const part = files.slice(from, from + atOnce);
      await Promise.all(part.map(askOne));
      for (const { extension } of part) if (answered.has(extension)) silentUntil.delete(extension);
      await sleep(pauseMs);
    }
    throwIfCancelled(signal);
  };
}

/**
 * What a language server knows of a file; nothing when it does not answer in time. An unsaved text is not what the
 * index holds. `wait`: the server may only just be starting, so an empty answer is asked for again.
 */
async function symbolsOf(uri: vscode.Uri, signal: AbortSignal, wait: boolean): Promise<FileSymbol[] | 'unsaved'> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(wait ? startMs : oneFileMs)]);
  try {
    const document = await untilAborted(vscode.workspace.openTextDocument(uri), soon);
    if (document.isDirty) return 'unsaved';
    for (;;) {
      const symbols = await untilAborted(
        vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
          'vscode.executeDocumentSymbolProvider',
          uri,
        ),
        soon,
      );
      if (!wait || (symbols ?? []).length > 0) return flatten(symbols ?? []);
      await sleep(200, undefined, { signal: soon });
    }
  } catch {
    throwIfCancelled(signal);
    // A file that the editor cannot open as text, or a server that fails or is late: the outline stays.
    return [];
  }
}

const bodies = new Set([vscode.SymbolKind.Function, vscode.SymbolKind.Method, vscode.SymbolKind.Constructor]);

/** Symbols with what is in them, without what is local to a function. */
function flatten(symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[], depth = 0): FileSymbol[] {
  return symbols.flatMap((symbol) => {
    const range = 'selectionRange' in symbol ? symbol.selectionRange : symbol.location.range;
    // TypeScript's server names what has no name: `<function>`, `it("…") callback`.
    const own = /^<|callback$/.test(symbol.name)
      ? []
      : [
          {
            name: symbol.name,
            kind: vscode.SymbolKind[symbol.kind]?.toLowerCase() ?? 'symbol',
            line: range.start.line + 1,
          },
        ];
    const inside =
      'children' in symbol && !bodies.has(symbol.kind) && depth < 20 ? flatten(symbol.children, depth + 1) : [];
    return [...own, ...inside];
  });
}
