import { FluxError } from '../../base/errors';
import { shownAddress } from '../../base/webAddress';

const openAi = 'https://api.openai.com/v1';

/** A base URL, taken apart. */
export interface EndpointAddress {
  /** Host and port: what sentences name. */
  readonly host: string;
  /** What paths are appended to; without a slash at its end, query and fragment. */
  readonly base: string;
  /** The query, which belongs behind the path of each call: `?api-version=preview`, or empty. */
  readonly query: string;
  /** What must be in no sentence: the password and the values of the query that may be keys. */
  readonly secrets: readonly string[];
  readonly isOpenAi: boolean;
}

/**
 * The paths of single calls, which people paste along with the base. `/models` alone is not one of them: at Azure that
 * is where an endpoint begins.
 */
const pastedPath = /(?:\/+(?:chat\/+)?completions|(?<=[^/])\/+models)$/i;

/**
 * Takes a base URL apart; empty means OpenAI itself.
 * @throws FluxError `model_unreachable` when it is no web address
 */
export function readAddress(baseUrl: string): EndpointAddress {
  const text = baseUrl.trim() || openAi;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new FluxError(
      'model_unreachable',
      `The setting flux.model.baseUrl (“${shownAddress(baseUrl)}”) is not a web address. It must start with ` +
        `http:// or https://, such as http://localhost:11434/v1.`,
    );
  }
  const { host, search: query, password, username } = url;
  const values = [...url.searchParams].flatMap(([name, value]) =>
    /key|token|sig|secret|pass|auth|code/i.test(name) ? [value, encodeURIComponent(value)] : [],
  );
  const basic = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  const secrets = [
    ...new Set([
      ...(username || password ? [basic] : []),
      password,
      decoded(password),
      ...(password ? [] : [username]),
      ...values,
    ]),
  ].filter((each) => each.length >= 4);
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '').replace(pastedPath, '');
  const base = url.href.replace(/\/+$/, '');
  return { host, base, query, secrets, isOpenAi: url.origin === new URL(openAi).origin };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
