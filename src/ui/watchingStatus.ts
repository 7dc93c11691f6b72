import * as vscode from 'vscode';
import { capitalize, plural } from '../base/text';
import type { SettingsPort } from '../contracts/settings';
import type { Proposal, WatcherStatus } from '../contracts/watch';
import type { Watching } from '../core/watch/watching';
import { onDidChangeSettings } from '../editor/settings';
import { afterFailure, briefly, watchedNames, watcherText, watcherWords } from '../words/watchWords';
import { commandLink, linkedMarkdown } from './commandLink';
import { escapeMarkdown } from './markdown';
import { isOn } from './watcherItems';
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
  let shown: string | undefined;
  const show = (entry: Entry | undefined) => {
    const text = entry && JSON.stringify([entry, entry.tooltip.value]);
    // What is set anew closes the hover that somebody reads.
    if (text === shown) return;
    shown = text;
    if (!entry) return item.hide();
    Object.assign(item, entry);
    item.show();
  };
  const draw = () => {
    const isOn = settings('watchers.enabled');
    const [best, ...others] = isOn ? watching.proposals() : [];
    const watchers = isOn ? watching.watchers() : [];
    const names = watchedNames(watchers);
    if (best) show(bestEntry(best, others, watchers));
    else if (names.length > 0) show(watchingEntry(names, watchers, settings));
    else show(undefined);
  };
  draw();
  return vscode.Disposable.from(
    watching.onDidChangeProposals(draw),
    watching.onDidChangeWatchers(draw),
    onDidChangeSettings((affects) => affects('watchers.enabled') && draw()),
    item,
  );
}

interface Entry extends Pick<vscode.StatusBarItem, 'text' | 'command' | 'accessibilityInformation'> {
  readonly tooltip: vscode.MarkdownString;
}

function watchingEntry(names: readonly string[], watchers: readonly WatcherStatus[], settings: SettingsPort): Entry {
  const isFailing = watchers.some(({ state }) => state === 'failing');
  const text = `$(${isFailing ? 'warning' : 'eye'}) Flux is watching: ${names.join(' · ')}`;
  // What the person has switched off is no news to them; what cannot watch here is.
  const lines = watchers
    .filter(({ name, detail }) => name !== 'index' && detail !== undefined && isOn(name, settings))
    .map((each) => `- ${each.state === 'failing' ? '$(warning) ' : ''}${watcherMarkdown(each)}`);
  const links = [
    commandLink('Check now', 'flux.checkWorkspace'),
    commandLink('Show in the Flux view', 'flux.watchers.focus'),
    commandLink('Switch off', 'flux.toggleWatchers'),
  ];
  const tooltip = linkedMarkdown(['Nothing to suggest now.', lines.join('\n'), links.join(' · ')].join('\n\n'), [
    'flux.checkWorkspace',
    'flux.watchers.focus',
    'flux.toggleWatchers',
  ]);
  const failing = isFailing ? '. One of them fails' : '';
  return {
    text,
    command: { command: 'flux.watchers.focus', title: 'Show What Flux Watches' },
    tooltip,
    accessibilityInformation: { label: `Flux is watching ${names.join(', ')}${failing}`, role: 'button' },
  };
}

function bestEntry(best: Proposal, others: readonly Proposal[], watchers: readonly WatcherStatus[]): Entry {
  const words = briefly(best);
  const more = others.length > 0 ? ` +${others.length}` : '';
  const shown = [best, ...others].slice(0, mostInHover).map(proposalMarkdown);
  const all = commandLink(
    others.length < mostInHover ? 'Show all' : `Show all ${others.length + 1}`,
    'flux.showProposals',
  );
  const failing = watchers
    .filter(({ state }) => state === 'failing')
    .map((each) => `$(warning) ${watcherMarkdown(each)}`);
  const tooltip = linkedMarkdown([...shown, ...failing, all].join('\n\n---\n\n'), [
    ...actCommands,
    'flux.showProposals',
  ]);
  const also = others.length > 0 ? `. ${plural(others.length, 'more suggestion')}` : '';
  return {
    text: `$(${proposalIcons[best.kind]}) ${withoutIcons(words)}${more}`,
    command: { command: 'flux.acceptProposal', title: 'Start Suggestion', arguments: [best.id] },
    tooltip,
    accessibilityInformation: { label: `Flux suggests: ${words}${also}`, role: 'button' },
  };
}

function watcherMarkdown(status: WatcherStatus): string {
  const text = `**${capitalize(watcherWords[status.name])}**: ${escapeMarkdown(watcherText(status))}`;
  return status.state === 'failing' && status.name !== 'index' ? `${text} ${afterFailure}` : text;
}

/** The editor draws `$(name)` in the status bar as an icon. */
function withoutIcons(text: string): string {
  return text.replace(/\$\(/g, '$ (');
}
