import * as vscode from 'vscode';
import type { Watching } from '../core/watch/watching';
import { startHere } from '../words/watchWords';

interface Deps {
  readonly watching: Pick<Watching, 'proposals' | 'offer' | 'onDidChangeProposals'>;
  readonly uriOf: (path: string) => vscode.Uri | undefined;
}

/** The light bulb at the places of suggestions. The editor asks for it only while there are such places. */
export function createFixWithFlux({ watching, uriOf }: Deps): vscode.Disposable {
  const offered = () =>
    watching.proposals().map((proposal) => ({ proposal, places: watching.offer(proposal.id)?.places ?? [] }));
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, range) {
      const uri = document.uri.toString();
      const isHere = ({ path, line }: { path: string; line: number }) =>
        line - 1 >= range.start.line && line - 1 <= range.end.line && uriOf(path)?.toString() === uri;
      return offered()
        .filter(({ places }) => places.some(isHere))
        .map(({ proposal }) => {
          const action = new vscode.CodeAction(startHere(proposal), vscode.CodeActionKind.QuickFix);
          action.command = { command: 'flux.acceptProposal', title: 'Start Suggestion', arguments: [proposal.id] };
          return action;
        });
    },
  };
  let registered: vscode.Disposable | undefined;
  const draw = () => {
    if (offered().some(({ places }) => places.length > 0))
      registered ??= vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, provider, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      });
    else {
      registered?.dispose();
      registered = undefined;
    }
  };
  draw();
  return vscode.Disposable.from(watching.onDidChangeProposals(draw), { dispose: () => registered?.dispose() });
}
