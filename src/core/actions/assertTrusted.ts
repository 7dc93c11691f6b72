import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import type { ActionContext } from './context';

/** Refuses to run a plan that acts in a workspace that is not trusted. FluxError `untrusted`. */
export function assertTrusted({ workspace }: ActionContext, session: SessionSnapshot): void {
  const acts = session.plan?.steps.some((step) => step.effect !== 'read' && step.status !== 'skipped');
  if (acts && !workspace.editor.trusted()) {
    throw new FluxError(
      'untrusted',
      'This workspace is not trusted, so Flux only reads files in it. Trust it (“Workspaces: Manage Workspace ' +
        'Trust”), then approve again. The plan is kept.',
    );
  }
}
