import { fromSubcommand, hasOption, operandsOf, type ProgramCall } from './callWords';

/** What a call of git would lose or publish, as a sentence; undefined when nothing. */
export function destructiveGit(call: ProgramCall): string | undefined {
  const [subcommand, ...args] = fromSubcommand(call);
  if (!subcommand) return undefined;
  const has = (...names: string[]) => hasOption({ args }, ...names);
  const operands = operandsOf(args).map(({ text }) => text);
  const first = operands[0];
  switch (subcommand.text) {
    case 'push':
      if (has('f', 'force', 'force-with-lease', 'mirror') || operands.slice(1).some((ref) => ref.startsWith('+'))) return 'It overwrites commits in the remote repository.';
      return has('d', 'delete') || operands.slice(1).some((ref) => ref.startsWith(':')) ? 'It deletes branches or tags in the remote repository.' : 'It sends commits to a remote repository.';
    case 'reset':
      return has('hard', 'merge', 'keep') ? 'It throws away changes that are not committed.' : undefined;
    case 'clean':
      return 'It deletes files that git does not know; they cannot be brought back.';
    case 'checkout':
      if (has('f', 'force', 'B') || args.some(({ text }) => text === '--') || operands.some((path) => isEverything(path))) return 'It throws away changes that are not committed.';
      return undefined;
    case 'switch':
      return has('f', 'force', 'discard-changes', 'C', 'force-create') ? 'It throws away changes or moves a branch.' : undefined;
    case 'restore':
      return has('staged', 'S') && !has('worktree', 'W') ? undefined : 'It throws away changes that are not committed.';
    case 'branch':
      return has('D', 'f', 'force', 'M', 'C') ? 'It deletes or moves a branch with commits that may be nowhere else.' : undefined;
    case 'tag':
      return has('d', 'delete', 'f', 'force') ? 'It deletes or moves a tag.' : undefined;
    case 'stash':
      return first === 'drop' || first === 'clear' ? 'It deletes stashed changes.' : undefined;
    case 'rm':
      return has('f', 'force') || operands.some(isEverything) ? 'It deletes files together with their changes.' : undefined;
    case 'reflog':
      return first === 'expire' || first === 'delete' ? 'It deletes the record by which lost commits are found again.' : undefined;
    case 'gc':
      return has('prune') ? 'It deletes commits that no branch holds.' : undefined;
    case 'prune':
      return 'It deletes commits that no branch holds.';
    case 'filter-branch':
    case 'filter-repo':
    case 'fast-import':
    case 'replace':
      return 'It rewrites the history.';
    case 'update-ref':
      return has('d', 'stdin') ? 'It deletes a branch or tag.' : undefined;
    case 'worktree':
      return first === 'remove' || first === 'prune' ? 'It deletes a working tree.' : undefined;
    case 'submodule':
      return first === 'deinit' ? 'It deletes the files of a submodule.' : undefined;
    case 'send-pack':
    case 'send-email':
    case 'svn':
    case 'p4':
      return 'It sends commits to somebody else.';
    case 'lfs':
      return first === 'push' || first === 'prune' ? 'It sends or deletes large files.' : undefined;
    default:
      return undefined;
  }
}

/** Whether git would run another program that the call names, in an option or an alias. */
export function gitRunsOther({ args, program }: ProgramCall): boolean {
  const [subcommand, ...rest] = fromSubcommand({ program, args });
  const global = args.slice(0, args.length - rest.length - (subcommand ? 1 : 0)).map(({ text }) => text);
  if (global.some((text) => /^(?:-c|--config-env|--exec-path)/.test(text))) return true;
  const words = rest.map(({ text }) => text);
  switch (subcommand?.text) {
    case 'bisect':
      return words[0] === 'run';
    case 'submodule':
      return words.includes('foreach');
    case 'rebase':
      return words.some((text) => /^-[a-z]*x|^--ex/.test(text));
    case 'difftool':
    case 'mergetool':
    case 'daemon':
    case 'instaweb':
    case 'hook':
    case 'for-each-repo':
      return true;
    case 'config':
      return words.length > 1;
    case 'grep':
      return words.some((text) => /^-[a-z]*O|^--open/i.test(text));
    default:
      return words.some((text) => /^--(?:upload-pack|receive-pack|exec|ext-diff|textconv|output)(?:$|=|-)/.test(text)) || words.some((text) => /^ext::|^--up|^--rec/.test(text));
  }
}

function isEverything(path: string): boolean {
  return /^(?:\.\/?|\.\.?\/\*?|\*|:\/|:\(top\).*)$/.test(path);
}
