import * as vscode from 'vscode';
import { capitalize, plural } from '../base/text';
import type { SettingsPort } from '../contracts/settings';
import type { Proposal, WatcherStatus } from '../contracts/watch';
import type { Watching } from '../core/watch/watching';
import { onDidChangeSettings } from '../editor/settings';
import { briefly, watchedNames, watcherText, watcherWords } from '../words/watchWords';
import { commandLink, linkedMarkdown } from './commandLink';
import { escapeMarkdown } from './markdown';
import { actCommands, proposalIcons, proposalMarkdown } from './proposalItems';

/** The hover shows so many suggestions; the list has all of them. */
const mostInHover = 3;

interface Deps {
  readonly watching: Pick<Watching, 'proposals' | 'watchers' | 'onDidChangeProposals' | 'onDidChangeWatchers'>;
  readonly settings: SettingsPort;
}

/**
 * The entry in the status bar of what Flux watches, and of the best thing that it suggests: the only place that changes
 * by itself where a person looks. Hidden while nothing is watched or suggested.
 */
export function createWatchingStatus({ watching, settings }: Deps): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('flux.watching', vscode.StatusBarAlignment.Left, -1);
  item.name = 'Flux: Watching';
  const draw = () => {
    const isOn = settings('watchers.enabled');
    const [best, ...others] = isOn ? watching.proposals() : [];
    const watchers = isOn ? watching.watchers() : [];
    const names = watchedNames(watchers);
    if (best) drawBest(item, best, others, watchers);
    else if (names.length > 0) drawWatching(item, names, watchers);
    else item.hide();
  };
  draw();
  return vscode.Disposable.from(
    watching.onDidChangeProposals(draw),
    watching.onDidChangeWatchers(draw),
    onDidChangeSettings((affects) => affects('watchers.enabled') && draw()),
    item,
  );
}

function drawWatching(item: vscode.StatusBarItem, names: readonly string[], watchers: readonly WatcherStatus[]): void {
  const isFailing = watchers.some(({ state }) => state === 'failing');
  item.text = `$(eye) Flux is watching: ${names.join(' · ')}`;
  item.command = { command: 'flux.watchers.focus', title: 'Show What Flux Watches' };
  const lines = watchers
    .filter(({ name, state, detail }) => name !== 'index' && state !== 'off' && detail !== undefined)
    .map((each) => `- ${each.state === 'failing' ? '$(warning) ' : ''}${watcherMarkdown(each)}`);
  const links = [
    commandLink('Check now', 'flux.checkWorkspace'),
    commandLink('Show in the Flux view', 'flux.watchers.focus'),
    commandLink('Switch off', 'flux.toggleWatchers'),
  ];
  item.tooltip = linkedMarkdown(['Nothing to suggest now.', lines.join('\n'), links.join(' · ')].join('\n\n'), [
    'flux.checkWorkspace',
    'flux.watchers.focus',
    'flux.toggleWatchers',
  ]);
  const failing = isFailing ? '. One of them fails' : '';
  item.accessibilityInformation = { label: `Flux is watching ${names.join(', ')}${failing}`, role: 'button' };
  item.show();
}

function drawBest(
  item: vscode.StatusBarItem,
  best: Proposal,
  others: readonly Proposal[],
  watchers: readonly WatcherStatus[],
): void {
  const words = briefly(best);
  const more = others.length > 0 ? ` +${others.length}` : '';
  item.text = `$(${proposalIcons[best.kind]}) ${withoutIcons(words)}${more}`;
  item.command = { command: 'flux.acceptProposal', title: 'Start Suggestion', arguments: [best.id] };
  const shown = [best, ...others].slice(0, mostInHover).map(proposalMarkdown);
  const all = commandLink(
    others.length < mostInHover ? 'Show all' : `Show all ${others.length + 1}`,
    'flux.showProposals',
  );
  const failing = watchers
    .filter(({ state }) => state === 'failing')
    .map((each) => `$(warning) ${watcherMarkdown(each)}`);
  item.tooltip = linkedMarkdown([...shown, ...failing, all].join('\n\n---\n\n'), [
    ...actCommands,
    'flux.showProposals',
  ]);
  const also = others.length > 0 ? `. ${plural(others.length, 'more suggestion')}` : '';
  item.accessibilityInformation = { label: `Flux suggests: ${words}${also}`, role: 'button' };
  item.show();
}

function watcherMarkdown(status: WatcherStatus): string {
  return `**${capitalize(watcherWords[status.name])}**: ${escapeMarkdown(watcherText(status))}`;
}

/** The editor draws `$(name)` in the status bar as an icon. */
function withoutIcons(text: string): string {
  return text.replace(/\$\(/g, '$ (');
}
