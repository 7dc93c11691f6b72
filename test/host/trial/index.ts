import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { FluxApi, StartRequest } from '../../../src/contracts/api';

/**
 * Not a test: what `npm run trial` runs in the extension host. Approves everything, gates included, and keeps the end.
 */
export async function run(): Promise<void> {
  const api = await vscode.extensions.getExtension<FluxApi>('flux-editor.flux')!.activate();
  const keep = (value: unknown) =>
    writeFileSync(process.env['FLUX_TRIAL_RESULT'] ?? 'result.json', JSON.stringify(value));
  const say = process.env['FLUX_TRIAL_SAY'];
  try {
    const { id } = await api.start({
      ...(JSON.parse(process.env['FLUX_TRIAL_REQUEST'] ?? '{}') as StartRequest),
      approve: 'now',
    });
    if (say) await api.feedback(id, say);
    for (;;) {
      const session = await api.whenSettled(id);
      keep(session);
      const gate = session.gates[0];
      if (!gate) return;
      await api.answer(
        id,
        gate.id,
        gate.kind !== 'question'
          ? 'Allow'
          : gate.choices && !gate.words
            ? gate.choices.at(-1)!.id
            : 'Do what seems best to you.',
      );
    }
  } catch (error) {
    keep({ state: 'failed', error: { message: String(error) }, modelCalls: 0, tokens: {} });
  }
}
