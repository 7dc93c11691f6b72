import * as vscode from 'vscode';
import type { Proposal } from '../contracts/watch';
import { mayAsk } from '../core/watch/commentGoals';
import type { Watching } from '../core/watch/watching';

export interface CommentLensDeps {
  readonly watching: Pick<Watching, 'proposals' | 'offer' | 'onDidChangeProposals'>;
  readonly pathOf: (uri: vscode.Uri) => string | undefined;
}

/** So far from where it was found a comment is looked for, in lines, once the text has moved. */
const farthest = 50;
const acceptProposal = 'flux.acceptProposal';

/** “Start with Flux” above each comment that asks for something. The editor asks for lenses only while there is one. */
export function createCommentLens({ watching, pathOf }: CommentLensDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let registered: vscode.Disposable | undefined;
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const path = pathOf(document.uri);
      const own = watching.proposals().filter(({ kind, paths }) => kind === 'comment' && paths[0] === path);
      return own.flatMap((proposal) => lensOf(proposal, watching.offer(proposal.id)?.places?.[0]?.line, document));
    },
  };
  const follow = (proposals: readonly Proposal[]) => {
    const isWanted = proposals.some(({ kind }) => kind === 'comment');
    if (isWanted) registered ??= vscode.languages.registerCodeLensProvider({ scheme: 'file' }, provider);
    else {
      registered?.dispose();
      registered = undefined;
    }
    changed.fire();
  };
  follow(watching.proposals());
  const listening = watching.onDidChangeProposals(follow);
  return new vscode.Disposable(() => {
    listening.dispose();
    registered?.dispose();
    changed.dispose();
  });
}

function lensOf({ id, title }: Proposal, line: number | undefined, document: vscode.TextDocument): vscode.CodeLens[] {
  const at = line === undefined ? undefined : nearestAsking(document, line - 1);
  if (at === undefined) return [];
  const command = { command: acceptProposal, title: 'Start with Flux', tooltip: title, arguments: [id] };
  return [new vscode.CodeLens(document.lineAt(at).range, command)];
}

/** The line, from 0, that holds such a comment and is nearest to where it was found. */
function nearestAsking(document: vscode.TextDocument, found: number): number | undefined {
  for (let distance = 0; distance <= farthest; distance++)
    for (const line of [found - distance, found + distance])
      if (line >= 0 && line < document.lineCount && mayAsk(document.lineAt(line).text)) return line;
  return undefined;
}
