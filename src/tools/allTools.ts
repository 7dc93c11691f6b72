import type { FilesPort } from '../contracts/files';
import type { FixPort, GitPort, SearchPort } from '../contracts/ports';
import type { TestsPort } from '../contracts/tests';
import type { AnyTool } from '../contracts/tool';
import { createAutoFix } from './autoFix';
import { createEditFile } from './editFile';
import { createGitCommit } from './gitCommit';
import { createGitDiff } from './gitDiff';
import { createReadFiles } from './readFiles';
import { createRunTests } from './runTests';
import { createSearchCode } from './searchCode';
import { createWriteFile } from './writeFile';

/** What the tools work on. */
export interface ToolPorts {
  readonly files: FilesPort;
  readonly search: SearchPort;
  readonly git: GitPort;
  readonly tests: TestsPort;
  readonly fix: FixPort;
}

/** All tools of this release, in the order in which they are listed everywhere. */
export function createTools(ports: ToolPorts): AnyTool[] {
  return [
    createRunTests(ports),
    createAutoFix(ports),
    createReadFiles(ports),
    createWriteFile(ports),
    createEditFile(ports),
    createGitDiff(ports),
    createGitCommit(ports),
    createSearchCode(ports),
  ];
}
