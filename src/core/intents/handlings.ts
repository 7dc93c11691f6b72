import { intents, type Intent } from '../../contracts/intent';
import { handlingFields, type HandlingOverride, type Judging } from '../../contracts/intentHandling';
import type { Purpose } from '../../contracts/model';
import type { SessionSnapshot } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import { isRecord } from '../../base/isRecord';
import { ellipsis } from '../../base/text';
import { intentOfPurpose, intentTable, type IntentHandling } from './intentTable';

const setting = 'flux.routing.intents';

type Field = keyof typeof handlingFields;

/** How steps and calls of an intent are handled: by the table, where `flux.routing.intents` says nothing else. */
export function handlingOf(intent: Intent, settings: SettingsPort): IntentHandling {
  return { ...intentTable[intent], ...overrideOf(settings('routing.intents')[intent]) };
}

/** What a call of a session counts as: its step's intent where that is known, else that of its purpose. */
export function intentOfCall(
  { budget }: Pick<SessionSnapshot, 'budget'>,
  { purpose, step }: { readonly purpose: Purpose; readonly step?: string },
): Intent {
  return (step !== undefined && budget?.steps[step]?.intent) || intentOfPurpose(purpose);
}

/** By what a step's output is judged; undefined: its intent is not known. */
export function judgingOf(
  { budget }: Pick<SessionSnapshot, 'budget'>,
  step: string,
  settings: SettingsPort,
): Judging | undefined {
  const intent = budget?.steps[step]?.intent;
  return intent && handlingOf(intent, settings).judging;
}

/** Of what somebody has written into a settings file, the part that fits. */
function overrideOf(written: unknown): HandlingOverride {
  if (!isRecord(written)) return {};
  const fitting = fieldsOf(written).filter(([field, value]) => handlingFields[field].safeParse(value).success);
  return Object.fromEntries(fitting) as HandlingOverride;
}

/** What in `flux.routing.intents` does not fit, and what counts instead, a sentence each. */
export function wrongHandlings(settings: SettingsPort): string[] {
  return Object.entries<unknown>(settings('routing.intents')).flatMap(([name, written]) => {
    const intent = intents.find((each) => each === name);
    if (!intent) return [`${setting}: there is no intent “${ellipsis(name, 40)}”. It is one of ${intents.join(', ')}.`];
    if (!isRecord(written)) return [`${setting}: ${intent} cannot be ${quoted(written)}, so its defaults are used.`];
    const unknown = Object.keys(written).filter((field) => !Object.hasOwn(handlingFields, field));
    return [
      ...unknown.map(
        (field) =>
          `${setting}: ${intent} has no “${ellipsis(field, 40)}”, only ${Object.keys(handlingFields).join(', ')}.`,
      ),
      ...fieldsOf(written)
        .filter(([field, value]) => !handlingFields[field].safeParse(value).success)
        .map(
          ([field, value]) =>
            `${setting}: ${intent}.${field} cannot be ${quoted(value)}, so its default ` +
            `${quoted(intentTable[intent][field])} is used.`,
        ),
    ];
  });
}

function fieldsOf(written: Readonly<Record<string, unknown>>): [Field, unknown][] {
  return (Object.keys(handlingFields) as Field[])
    .filter((field) => Object.hasOwn(written, field))
    .map((field) => [field, written[field]]);
}

function quoted(value: unknown): string {
  return ellipsis(JSON.stringify(value) ?? String(value), 80);
}
