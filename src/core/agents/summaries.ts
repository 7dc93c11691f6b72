import type { AgentSummary, Role, Workflow, WorkflowSummary } from '../../contracts/agents';

/** A role for lists: all but its prompt. */
export function agentSummary({ prompt: _, ...role }: Role): AgentSummary {
  return { ...role, builtIn: role.path === undefined };
}

/** A workflow for lists: all but its text. */
export function workflowSummary({ template: _, ...workflow }: Workflow): WorkflowSummary {
  return { ...workflow, builtIn: workflow.path === undefined };
}
