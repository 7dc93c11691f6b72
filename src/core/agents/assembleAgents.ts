import type { AgentFile, Agents, FileProblem, Role, Workflow } from '../../contracts/agents';
import { builtInRoles, builtInWorkflows } from './builtIn';
import { parseRoleFile } from './parseRoleFile';
import { parseWorkflowFile } from './parseWorkflowFile';

/**
 * The built-in roles and workflows together with those of these files. One of a file stands in for the built-in one of
 * its name, and has its place in the list; new ones follow. Bad files are skipped and reported.
 * @param files in the order of their folders; of equal names in two folders the first counts
 * @param tools the names of the tools that there are
 */
export function assembleAgents(files: readonly AgentFile[], tools: readonly string[]): Agents {
  const problems: (FileProblem & { path: string })[] = [];
  const roles = new Map<string, Named<Role>>();
  const workflows = new Map<string, Named<Workflow>>();
  const keep = <T extends Role | Workflow>(
    own: Map<string, Named<T>>,
    file: AgentFile,
    value: T,
    line: number,
  ): void => {
    const other = own.get(value.name);
    if (!other) own.set(value.name, { value, file });
    else if (other.file.folder === file.folder)
      problems.push({
        path: file.path,
        line,
        message: `${other.file.path} already has the name “${value.name}” and is used. Give this file another name.`,
      });
  };
  for (const file of files) {
    const { path, content } = file;
    if ('problem' in content) {
      problems.push({ path, line: 1, message: content.problem });
      continue;
    }
    const parsed =
      file.kind === 'agents' ? parseRoleFile(content.text, { path, tools }) : parseWorkflowFile(content.text, { path });
    if ('problems' in parsed) problems.push(...parsed.problems.map((problem) => ({ ...problem, path })));
    else if ('role' in parsed) keep(roles, file, parsed.role, parsed.line);
    else keep(workflows, file, parsed.workflow, parsed.line);
  }
  return { roles: together(builtInRoles(), roles), workflows: together(builtInWorkflows(), workflows), problems };
}

interface Named<T> {
  readonly value: T;
  readonly file: AgentFile;
}

function together<T extends { readonly name: string }>(
  builtIn: readonly T[],
  own: ReadonlyMap<string, Named<T>>,
): readonly T[] {
  const all = new Map(builtIn.map((each) => [each.name, each]));
  for (const [name, { value }] of own) all.set(name, value);
  return [...all.values()];
}
