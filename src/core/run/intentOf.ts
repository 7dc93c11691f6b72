import type { StepIntent } from '../../contracts/decision';
import type { AnyTool } from '../../contracts/tool';
import { isCancelled } from '../../base/errors';
import type { RunDeps } from './runDeps';

/** What must be on the disk before a call, so that after a crash it can be told whether the call had its effect. */
export async function intentOf(
  tool: AnyTool,
  input: Record<string, unknown>,
  seen: Readonly<Record<string, string>>,
  { keep, signal }: RunDeps,
): Promise<StepIntent> {
  try {
    if (tool.recovery) return { mark: await tool.recovery.mark(signal) };
    if (!tool.preview) return {};
    const previews = await tool.preview(input, seen);
    const becomes: Record<string, string | null> = {};
    for (const { path, movedFrom, after, deleted } of previews) {
      if (movedFrom !== undefined) becomes[movedFrom] = null;
      becomes[path] = deleted ? null : await keep(after);
    }
    return { becomes };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return {}; // the call itself will say what is wrong
  }
}
