import * as vscode from 'vscode';
import { ellipsis } from '../base/text';
import type { Proposal } from '../contracts/watch';
import type { Watching } from '../core/watch/watching';
import { detailLines, proposalIcons } from './proposalItems';

interface Deps {
  readonly watching: Pick<Watching, 'proposals' | 'onDidChangeProposals'>;
  readonly start: (id: string) => Promise<unknown>;
  readonly dismiss: (id: string) => Promise<void>;
  readonly mute: (id: string) => Promise<void>;
  readonly snooze: (id: string) => Promise<void>;
}

type Item = vscode.QuickPickItem & { readonly id?: string; readonly run?: string };

/** A suggestion in a quick pick. */
export function proposalPick({ id, kind, title, detail }: Proposal) {
  return {
    id,
    label: `$(${proposalIcons[kind]}) ${ellipsis(title, 100).replace(/\$\(/g, '$ (')}`,
    detail: (detailLines(detail, 160)[0] ?? '').replace(/\$\(/g, '$ ('),
  };
}

/** A quick pick of everything that is suggested: Enter starts it, buttons dismiss it, mute its kind, or put it off. */
export async function listProposals(deps: Deps): Promise<void> {
  const { watching } = deps;
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = 'Flux: Suggestions';
  pick.matchOnDetail = true;
  const draw = () => {
    const proposals = watching.proposals();
    pick.placeholder = proposals.length === 0 ? 'Flux suggests nothing now' : 'Select a suggestion to start it';
    const active = pick.activeItems[0]?.id;
    pick.items = [
      ...proposals.map((each) => ({ ...proposalPick(each), buttons: buttons.map(([button]) => button) })),
      ...others,
    ];
    const same = pick.items.filter(({ id }) => id !== undefined && id === active);
    if (same.length > 0) pick.activeItems = same;
  };
  const act = { dismiss: deps.dismiss, mute: deps.mute, snooze: deps.snooze };
  const chosen = await new Promise<Item | undefined>((resolve) => {
    const listening = vscode.Disposable.from(
      watching.onDidChangeProposals(draw),
      pick.onDidTriggerItemButton(({ item, button }) => {
        const name = buttons.find(([known]) => known === button)?.[1];
        // One that is gone meanwhile is not shown any longer.
        if (name && item.id !== undefined) act[name](item.id).then(draw, draw);
      }),
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]);
        pick.hide();
      }),
      pick.onDidHide(() => {
        listening.dispose();
        resolve(undefined);
      }),
    );
    draw();
    pick.show();
  });
  pick.dispose();
  if (chosen?.id !== undefined) await deps.start(chosen.id);
  else if (chosen?.run !== undefined) await vscode.commands.executeCommand(chosen.run);
}

const buttons = [
  [{ iconPath: new vscode.ThemeIcon('close'), tooltip: 'Dismiss' }, 'dismiss'],
  [{ iconPath: new vscode.ThemeIcon('circle-slash'), tooltip: 'Not this kind' }, 'mute'],
  [{ iconPath: new vscode.ThemeIcon('bell-slash'), tooltip: 'Later (in 4 hours)' }, 'snooze'],
] as const;

const others: readonly Item[] = [
  { label: '', kind: vscode.QuickPickItemKind.Separator },
  { label: '$(search) Check the workspace now', run: 'flux.checkWorkspace' },
  { label: '$(eye) Show what Flux watches', run: 'flux.watchers.focus' },
];
