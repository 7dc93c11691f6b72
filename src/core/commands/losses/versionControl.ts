import { fromSubcommand, hasOption, operandsOf, optionsOf, type ProgramCall } from '../callWords';
import type { Loss } from './loss';

const uncommitted = 'It throws away changes that are not committed.';
const noBranch = 'It deletes commits that no branch holds.';

/** What git, and programs like it, lose of somebody's work, or send to others. */
export const versionControl: readonly Loss[] = [
  {
    calls: ['git push -f|--force|--force-with-lease|--mirror'],
    why: 'It overwrites commits in the remote repository.',
    examples: [
      'git push --force',
      'git push -f',
      'git push --force-with-lease',
      'git push --forc',
      'git push -uf origin x',
      'git -C x push --mirror',
    ],
  },
  {
    calls: ['git push'],
    when: refs(/^\+/),
    why: 'It overwrites commits in the remote repository.',
    examples: ['git push origin +main'],
  },
  {
    calls: ['git push -d|--delete|--prune'],
    why: 'It deletes branches or tags in the remote repository.',
    examples: ['git push --delete origin x', 'git push --prune origin'],
  },
  {
    calls: ['git push'],
    when: refs(/^:/),
    why: 'It deletes branches or tags in the remote repository.',
    examples: ['git push origin :main'],
  },
  {
    calls: ['git push'],
    why: 'It sends commits to a remote repository.',
    examples: ['git push', 'git push origin main', '/usr/lib/git-core/git-push origin'],
  },
  {
    calls: ['git send-pack|send-email|svn|p4|imap-send|http-push|cvsexportcommit'],
    why: 'It sends commits to others.',
    examples: ['git send-email x.patch', 'git svn dcommit'],
  },
  {
    calls: ['git reset --hard|--merge|--keep'],
    why: uncommitted,
    examples: ['git reset --hard', 'git reset --har HEAD~3', 'git reset --h', 'git reset --merge'],
  },
  {
    calls: ['git clean'],
    when: (call) => !isDryClean(call),
    why: 'It deletes files that git does not know; they cannot be brought back.',
    examples: ['git clean', 'git clean -fdx', 'git clean -e n -f', 'git clean -en'],
  },
  {
    calls: ['git checkout'],
    when: checkoutLoses,
    why:
      'It may throw away changes that are not committed, if that names a file or folder; “git switch” only ' +
      'changes the branch.',
    examples: [
      'git checkout src/a.ts',
      'git checkout src',
      'git checkout Makefile',
      'git checkout -- .',
      'git checkout .',
      'git checkout -f main',
      'git checkout HEAD src/a.ts',
      'git checkout -p',
      'git checkout --ours a.ts',
      'git checkout --pathspec-from-file=x',
      'git checkout -B main',
      'git checkout main a.ts',
      "git checkout '*.ts'",
      'git checkout ":/"',
    ],
  },
  {
    calls: ['git checkout-index -f|--force|-u|-a|--all|--prefix|--stdin'],
    why: uncommitted,
    examples: ['git checkout-index -fa', 'git checkout-index -f a.ts', 'git checkout-index --all --for'],
  },
  {
    calls: ['git read-tree -u|--reset|-m|--index-output'],
    why: uncommitted,
    examples: ['git read-tree -u --reset HEAD', 'git read-tree -um HEAD', 'git read-tree --res HEAD'],
  },
  {
    calls: ['git switch -f|--force|--discard-changes|-C|--force-create'],
    why: 'It throws away changes or moves a branch.',
    examples: [
      'git switch -f main',
      'git switch --discard-changes main',
      'git switch --disc main',
      'git switch -C main',
    ],
  },
  {
    calls: ['git restore'],
    when: ({ args }) => !hasOption({ args }, 'staged', 'S') || hasOption({ args }, 'worktree', 'W'),
    why: uncommitted,
    examples: ['git restore .', 'git restore src/a.ts', 'git restore -SW a.ts', 'git restore --source=HEAD~2 a.ts'],
  },
  {
    calls: ['git merge|rebase|cherry-pick|revert|am --abort|--skip|--quit', 'git rerere clear|forget'],
    why: 'It throws away what has been resolved since.',
    examples: ['git merge --abort', 'git rebase --abort', 'git rebase --ski', 'git am --skip', 'git rerere clear'],
  },
  {
    calls: ['git branch -D|-f|--force|-M|-C'],
    why: 'It deletes or moves a branch with commits that may be nowhere else.',
    examples: [
      'git branch -D x',
      'git branch --delete --force x',
      'git branch -df x',
      'git branch -f main HEAD~3',
      'git branch -M main',
    ],
  },
  {
    calls: ['git tag -d|--delete|-f|--force'],
    why: 'It deletes or moves a tag.',
    examples: ['git tag -d v1', 'git tag --del v1', 'git tag -fa v1'],
  },
  {
    calls: ['git stash drop|clear', 'git notes remove|prune'],
    why: 'It deletes stashed changes or notes.',
    examples: ['git stash drop', 'git stash clear', 'git stash drop stash@{1}', 'git notes prune'],
  },
  {
    calls: ['git rm'],
    when: ({ args }) => hasOption({ args }, 'f', 'force') || !hasOption({ args }, 'cached', 'n', 'dry-run'),
    why: 'It deletes files.',
    examples: ['git rm a.ts', 'git rm -r src', 'git rm -rf .', 'git rm --cached -f a.ts'],
  },
  { calls: ['git mv -f|--force'], why: 'It overwrites a file.', examples: ['git mv -f a b', 'git mv --forc a b'] },
  {
    calls: ['git reflog expire|delete'],
    why: 'It deletes the record by which lost commits are found again.',
    examples: ['git reflog expire --all', 'git reflog expire --expire=now --all', 'git reflog delete HEAD@{1}'],
  },
  {
    calls: ['git gc --prune', 'git prune', 'git repack -d'],
    why: noBranch,
    examples: ['git gc --prune=now', 'git gc --pru=now', 'git prune', 'git repack -ad'],
  },
  {
    calls: ['git filter-branch|filter-repo|fast-import|replace'],
    why: 'It rewrites the history.',
    examples: ['git filter-branch --all', 'git filter-repo --path x', 'git replace a b'],
  },
  {
    calls: ['git update-ref', 'git symbolic-ref -d|--delete'],
    why: 'It moves or deletes a branch or tag.',
    examples: ['git update-ref -d refs/heads/x', 'git update-ref refs/heads/main HEAD~3', 'git update-ref --std'],
  },
  {
    calls: ['git worktree remove|prune', 'git worktree -f|--force', 'git worktree add -B'],
    why: 'It deletes a working tree or moves a branch.',
    examples: ['git worktree remove ../x', 'git worktree remove -f ../x', 'git worktree prune'],
  },
  {
    calls: ['git submodule deinit', 'git submodule update -f|--force', 'git submodule -f|--force'],
    why: 'It deletes the files of a submodule, or its changes.',
    examples: ['git submodule deinit -f x', 'git submodule deinit --all', 'git submodule update --force'],
  },
  {
    calls: ['git fetch|pull -f|--force'],
    why: 'It moves branches to other commits.',
    examples: ['git fetch -f origin main:main', 'git pull --force'],
  },
  {
    calls: ['git lfs push|prune', 'git annex drop|dropunused'],
    why: 'It sends or deletes large files.',
    examples: ['git lfs prune', 'git annex drop x'],
  },
  {
    calls: ['git remote remove|rm|prune'],
    why: 'It deletes the record of a remote repository.',
    examples: ['git remote remove origin', 'git remote rm origin'],
  },
  {
    calls: ['git sparse-checkout set|disable'],
    why: 'It takes files out of the folder.',
    examples: ['git sparse-checkout set src'],
  },
  { calls: ['hg push|qpush'], why: 'It sends commits to a remote repository.', examples: ['hg push', 'hg push -f'] },
  {
    calls: [
      'hg revert|strip|rollback|purge|clean|histedit|rebase|abort|backout|remove|rm|forget|shelve|debugstrip' +
        '|qdelete|prune|unbundle',
      'hg update|up|checkout|co|goto|merge -C|--clean',
      'hg shelve -d|--delete|--cleanup',
      'hg branch -f|--force',
    ],
    why: 'It throws away changes or commits.',
    examples: [
      'hg revert --all',
      'hg rever -a',
      'hg strip tip',
      'hg purge',
      'hg update -C',
      'hg up --cle',
      'hg co -C default',
    ],
  },
  {
    calls: ['svn revert|delete|del|remove|rm|cleanup|switch|sw', 'svn update|up --force|--accept'],
    why: uncommitted,
    examples: ['svn revert -R .', 'svn rm x', 'svn cleanup --remove-unversioned'],
  },
  {
    calls: ['svn commit|ci|import|copy|cp|move|mv|mkdir|propset|propdel|lock|unlock'],
    why: 'It sends changes to the repository.',
    examples: ['svn commit -m x', 'svn ci'],
  },
  {
    calls: [
      'jj abandon|restore|undo|squash|op|operation|edit|git',
      'jj bookmark|branch|b delete|d|forget|f|move|m|set|s',
      'jj workspace forget',
      'sl goto|revert|purge|hide|uncommit|clean',
      'fossil revert|clean|purge|scrub|undo',
      'bzr revert|uncommit|clean-tree',
      'p4 revert|obliterate|submit|delete|clean',
      'darcs revert|obliterate|unrecord|unpull',
    ],
    why: 'It throws away, moves or sends changes.',
    examples: [
      'jj abandon',
      'jj restore a.ts',
      'jj op restore x',
      'jj git push',
      'jj bookmark delete x',
      'fossil revert',
      'p4 revert x',
      'bzr revert',
    ],
  },
];

function argsOf(call: ProgramCall): Pick<ProgramCall, 'args'> {
  return { args: fromSubcommand(call).slice(1) };
}

function refs(pattern: RegExp): (call: ProgramCall) => boolean {
  return (call) =>
    operandsOf(argsOf(call).args)
      .slice(1)
      .some(({ text }) => pattern.test(text));
}

/** Whether `git clean` only tells what it would delete: nothing but plain letters of which one is `n`. */
function isDryClean(call: ProgramCall): boolean {
  const options = optionsOf(argsOf(call).args);
  return (
    options.some((text) => text === '--dry-run' || /^-[ndxXq]*n/.test(text)) &&
    options.every((text) => text === '--dry-run' || /^-[ndxXq]+$/.test(text))
  );
}

/**
 * Whether `git checkout` may overwrite files: any one word may be a file of that name. New branches never do, nor names
 * that hardly any file has.
 */
function checkoutLoses(call: ProgramCall): boolean {
  const { args } = argsOf(call);
  const has = (...names: string[]) => hasOption({ args }, ...names);
  if (
    has(
      'f',
      'force',
      'B',
      'p',
      'patch',
      'ours',
      'theirs',
      'm',
      'merge',
      'conflict',
      'pathspec-from-file',
      'overlay',
      'no-overlay',
      'overwrite-ignore',
    )
  )
    return true;
  if (args.some(({ text }) => text === '--')) return true;
  const operands = operandsOf(args);
  if (optionsOf(args).some((text) => /^(?:-b|-t|-d|--detach|--track(?:=.*)?|--orphan)$/.test(text)))
    return operands.some(({ text }) => /^[.:*/]/.test(text)) || operands.length > 2;
  const [first, ...more] = operands;
  if (!first) return false;
  return (
    more.length > 0 ||
    first.kind !== 'plain' ||
    !/^(?:main|master|-|(?:HEAD|@)(?:[~^@{}\d]*)|[0-9a-f]{7,40}|v?\d+\.\d+\.\d+)$/.test(first.text)
  );
}
