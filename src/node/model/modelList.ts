import { APIError } from 'openai';
import { FluxError } from '../../base/errors';
import { tryJson } from '../../base/tryJson';
import { isErrorBody, readErrorBody } from './endpointErrors';

/**
 * The ids in an endpoint's list of models, sorted.
 * @throws APIError when it is an error with status 200; FluxError `model_failed` when it is something else
 */
export function modelIdsIn(text: string, headers: Headers, host: string): string[] {
  const body = tryJson(text);
  const list = listIn(body);
  const ids = list?.flatMap(idOf) ?? [];
  if (list !== undefined && (ids.length > 0 || list.length === 0)) return [...new Set(ids)].sort();
  if (isErrorBody(body)) {
    const facts = readErrorBody(body);
    throw new APIError(facts.status ?? 200, facts, undefined, headers);
  }
  const what = whatItSent(text);
  throw new FluxError(
    'model_failed',
    `${host} sent ${what} instead of a list of models. Check the setting flux.model.baseUrl, which usually ` +
      `ends in /v1, or name a model in the setting flux.model.id.`,
  );
}

/** The list in a body; where an endpoint has no models, some say null. */
function listIn(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return isErrorBody(body) ? undefined : body;
  if (typeof body !== 'object' || body === null) return undefined;
  const { data, models, object } = body as { data?: unknown; models?: unknown; object?: unknown };
  for (const each of [data, models]) if (Array.isArray(each)) return each;
  return object === 'list' && data === null ? [] : undefined;
}

function idOf(entry: unknown): string[] {
  if (typeof entry === 'string') return entry === '' ? [] : [entry];
  if (typeof entry !== 'object' || entry === null) return [];
  const { id, model, name, key } = entry as Record<string, unknown>;
  const found = [id, model, name, key].find((each) => typeof each === 'string' && each !== '');
  return found === undefined ? [] : [found as string];
}

function whatItSent(text: string): string {
  if (/^\s*</.test(text)) return 'a web page';
  return text.trim() === '' ? 'nothing' : 'something else';
}
