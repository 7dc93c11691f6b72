import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The command of steps that run until they are let go; as it stands in a plan. */
export const heldCommand = 'node scripts/seed.mjs';

const heldScript = `// Fills the store with sample accounts.
import { existsSync, writeFileSync } from 'node:fs';
writeFileSync('.git/began', '');
while (!existsSync('.git/go')) await new Promise((next) => setTimeout(next, 50));
`;

/** Stops the world where a picture of it is wanted: the model in the middle of an answer, a command while it runs. */
export interface Holds {
  /** The model answers nothing until it is let go. */
  holdModel(): void;
  /** Resolves once the model may answer. */
  readonly modelIsFree: () => Promise<void>;
  /** Steps with `heldCommand` run until they are let go. */
  holdCommands(): void;
  /** Whether a held command has begun since they are held. */
  commandRuns(): boolean;
  /** Lets everything go. Returns whether a command was held. */
  release(): boolean;
  /** Makes the project's files what they were at the beginning. */
  restoreFiles(): void;
}

/** Puts the held command into a sample project that is a repository, committed, so that it does not look like work. */
export function createHolds(folder: string): Holds {
  mkdirSync(join(folder, 'scripts'), { recursive: true });
  writeFileSync(join(folder, 'scripts/seed.mjs'), heldScript);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', 'Seed the sample accounts');

  const mark = (name: string) => join(folder, '.git', name);
  let free = Promise.resolve();
  let setFree = () => {};
  return {
    holdModel() {
      free = new Promise((resolve) => (setFree = resolve));
    },
    modelIsFree: () => free,
    holdCommands() {
      rmSync(mark('go'), { force: true });
      rmSync(mark('began'), { force: true });
    },
    commandRuns: () => existsSync(mark('began')),
    release() {
      setFree();
      const held = existsSync(mark('began')) && !existsSync(mark('go'));
      writeFileSync(mark('go'), '');
      return held;
    },
    restoreFiles() {
      git('reset', '--quiet', '--hard');
      git('clean', '--quiet', '-d', '--force');
    },
  };
}
