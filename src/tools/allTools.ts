import type { FilesPort } from '../contracts/files';
import type {
  CodeIndexPort,
  CommandsPort,
  EditorPort,
  FixPort,
  GitPort,
  OtherToolsPort,
  SearchPort,
} from '../contracts/ports';
import type { SettingsPort } from '../contracts/settings';
import type { EarlierTestsPort, TestsPort } from '../contracts/tests';
import type { AnyTool } from '../contracts/tool';
import type { Outline } from '../outlines/outline';
import { createAutoFix } from './autoFix';
import { createEditFile } from './editFile';
import { createGetSuggestions } from './getSuggestions';
import { createGitCommit } from './gitCommit';
import { createGitDiff } from './gitDiff';
import { createIndexCodebase } from './indexCodebase';
import { createReadFiles } from './readFiles';
import { createRunCommand } from './runCommand';
import { createRunTests } from './runTests';
import { createSearchCode } from './searchCode';
import { createUseTool } from './useTool';
import { createWriteFile } from './writeFile';

/** What the tools work on. */
export interface ToolPorts {
  readonly files: FilesPort;
  readonly search: SearchPort;
  readonly outline: Outline;
  readonly git: GitPort;
  readonly tests: TestsPort & Partial<EarlierTestsPort>;
  readonly fix: FixPort;
  readonly commands: CommandsPort;
  readonly editor: EditorPort;
  readonly index: CodeIndexPort;
  readonly otherTools: OtherToolsPort;
  readonly settings: SettingsPort;
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
    createRunCommand(ports),
    createSearchCode(ports),
    createIndexCodebase(ports),
    createGetSuggestions(ports),
    createUseTool(ports),
  ];
}
