import { wordList } from '../../base/words';
import { endOfOptions, fromSubcommand, isLongOption, operandsOf, type ProgramCall } from './callWords';

/** Subcommands that git has of its own. Any other name may be an alias, and an alias may be any command. */
const known = new Set(
  (
    'add am annotate apply archive archimport bisect blame branch bugreport bundle cat-file check-attr ' +
    'check-ignore check-mailmap check-ref-format checkout checkout-index cherry cherry-pick citool clean clone ' +
    'column commit commit-graph commit-tree config count-objects credential cvsexportcommit cvsimport cvsserver ' +
    'daemon describe diagnose diff diff-files diff-index diff-tree difftool fast-export fast-import fetch ' +
    'fetch-pack filter-branch fmt-merge-msg for-each-ref for-each-repo format-patch fsck gc get-tar-commit-id ' +
    'grep gui hash-object help hook http-backend http-fetch http-push imap-send index-pack init init-db instaweb ' +
    'interpret-trailers log ls-files ls-remote ls-tree mailinfo mailsplit maintenance merge merge-base ' +
    'merge-file merge-index merge-one-file merge-tree mergetool mktag mktree multi-pack-index mv name-rev notes ' +
    'p4 pack-objects pack-redundant pack-refs patch-id prune prune-packed pull push quiltimport range-diff ' +
    'read-tree rebase receive-pack reflog remote repack replace replay request-pull rerere reset restore ' +
    'rev-list rev-parse revert rm send-email send-pack shortlog show show-branch show-index show-ref ' +
    'sparse-checkout stage stash status stripspace submodule svn switch symbolic-ref tag unpack-file ' +
    'unpack-objects update-index update-ref update-server-info upload-archive upload-pack var verify-commit ' +
    'verify-pack verify-tag version web--browse whatchanged worktree write-tree backfill refs repo lfs'
  ).split(' '),
);

/** Subcommands whose very purpose is to start other programs, or to write files of a name that they are given. */
const starting = new Set(
  wordList(`
    difftool mergetool daemon instaweb hook for-each-repo citool gui web--browse shell merge-index merge-one-file
    http-backend cvsserver sh-setup credential remote-ext remote-fd send-email bugreport diagnose upload-pack
    upload-archive receive-pack maintenance archimport cvsimport quiltimport unpack-file gitweb help
  `),
);

const diffs = 'output ext-diff textconv';
const transports = 'upload-pack exec receive-pack';

/**
 * By subcommand: options that name a file to write or a program to start. Letters that take a value stand behind the
 * colon.
 */
const asking: Readonly<Record<string, string>> = {
  grep: 'O open-files-in-pager textconv ext-grep:efmABCd',
  'ls-remote': `${transports}`,
  fetch: `${transports}`,
  pull: `${transports} s strategy textconv:Xj`,
  'fetch-pack': transports,
  clone: `${transports} u c config template separate-git-dir o:bj`,
  init: 'template separate-git-dir:b',
  archive: `${transports} o output`,
  'cat-file': 'textconv filters',
  merge: 's strategy e edit:mXF',
  rebase: 'x exec s strategy i interactive edit-todo:X',
  'cherry-pick': 's strategy e edit:mX',
  revert: 's strategy e edit:m',
  commit: 'e edit p patch interactive:mFCc',
  add: 'e edit i interactive p patch',
  branch: 'edit-description',
  tag: 'e edit:mF',
  config: 'e edit',
  'fast-export': 'export-marks',
  'interpret-trailers': 'in-place',
  'format-patch': `${diffs} o output-directory signature-file`,
  blame: 'textconv contents output',
  'rev-parse': 'parseopt sq-quote',
  'hash-object': 'w',
  submodule: 'template',
  stash: `${diffs}:m`,
};

/** Whether git has a subcommand of that name; what else stands there is an alias, for any command. */
export function isGitCommand(name: string): boolean {
  return known.has(name.toLowerCase());
}

/** Why a call of git may start another program, write a file, or be something else than it seems; a sentence. */
export function gitDoubt(call: ProgramCall, exempt: number): string | undefined {
  const [subcommand, ...args] = fromSubcommand(call);
  const before = call.args
    .slice(exempt, Math.max(exempt, call.args.length - args.length - (subcommand ? 1 : 0)))
    .map(({ text }) => text);
  if (before.some((text) => /^(?:-c|--config-env|--exec-path|--git-dir|--work-tree|--super-prefix|-p$|--p)/.test(text)))
    return 'It makes git run another program or use other settings.';
  if (!subcommand) return undefined;
  const name = subcommand.text.toLowerCase();
  if (!known.has(name))
    return exempt > 0
      ? undefined
      : `“git ${subcommand.text}” is not one of git's own commands. It may be an alias for any command.`;
  const runs = 'It makes git start another program, or write a file.';
  if (starting.has(name)) return runs;
  const words = args.map(({ text }) => text);
  const [first] = operandsOf(args).map(({ text }) => text);
  if (name === 'bisect' && ['run', 'visualize', 'view'].includes(first ?? '')) return runs;
  if (name === 'submodule' && (words.includes('foreach') || first === 'add')) return runs;
  if (
    name === 'config' &&
    words.length > 1 &&
    !(/^(?:--get|--get-all|--list|-l|get|list)$/.test(words[0] ?? '') && words.length < 4)
  )
    return runs;
  if (name === 'bundle' && first === 'create') return 'It writes a file.';
  if (words.some((text) => /^ext::|^fd::/.test(text))) return runs;
  const [names = '', valued = ''] = (asking[name] ?? `${diffs} ${transports}`).split(':');
  const option = args
    .slice(0, endOfOptions(args))
    .find(
      ({ text }, at) =>
        at + call.args.length - args.length >= exempt &&
        mayBe(text, `${names} ${diffs} ${transports}`.split(' '), valued),
    );
  return option && `Its option ${option.text} may make git start another program, or write a file.`;
}

function mayBe(text: string, names: readonly string[], valued: string): boolean {
  // Exactly so written this is another, harmless option.
  if (text === '--text') return false;
  if (text.startsWith('--'))
    return names.some(
      (name) => name.length > 1 && isLongOption(text, name) && !(text.split('=')[0] ?? '').startsWith(`--${name}-`),
    );
  if (!/^-[^-]/.test(text)) return false;
  for (const letter of text.slice(1)) {
    if (names.includes(letter)) return true;
    if (valued.includes(letter)) return false;
  }
  return false;
}
