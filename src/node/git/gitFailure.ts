/** What git printed before it failed. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  constructor(
    readonly exitCode: number,
    /** Standard output, then standard error. */
    readonly output: string,
  ) {
    super(output.trim() || `git ended with exit code ${exitCode}`);
  }
}

/** For people whose computer has no git. */
export const missingGit = 'git was not found. Install git and make sure that it is on the PATH.';
