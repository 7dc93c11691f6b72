import type { Role, Workflow } from '../../contracts/agents';
import { BugError } from '../../base/errors';
import { roleTexts, workflowTexts } from './builtInFiles';
import { parseRoleFile } from './parseRoleFile';
import { parseWorkflowFile } from './parseWorkflowFile';

/** The roles that Flux brings along. */
export function builtInRoles(): readonly Role[] {
  return roleTexts.map((text) => {
    const parsed = parseRoleFile(text, { path: '', builtIn: true });
    if ('problems' in parsed) throw new BugError(`A built-in role is wrong: ${JSON.stringify(parsed.problems)}`);
    return parsed.role;
  });
}

/** The workflows that Flux brings along. */
export function builtInWorkflows(): readonly Workflow[] {
  return workflowTexts.map((text) => {
    const parsed = parseWorkflowFile(text, { path: '', builtIn: true });
    if ('problems' in parsed) throw new BugError(`A built-in workflow is wrong: ${JSON.stringify(parsed.problems)}`);
    return parsed.workflow;
  });
}
