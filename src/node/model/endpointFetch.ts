import { readErrorBody } from './endpointErrors';
import { createHttpFetch, type HttpFetch } from './httpFetch';

export interface EndpointFetchOptions {
  /** Goes behind the path of each call: `?api-version=preview`, or empty. */
  readonly query: string;
  /** Called for a response's head and for each piece of its body. */
  readonly onActivity: () => void;
}

/**
 * The `fetch` of calls to an endpoint: it keeps the base URL's query, and brings the bodies of failed calls into the
 * one shape that the SDK understands.
 */
export function createEndpointFetch({ query, onActivity }: EndpointFetchOptions): HttpFetch {
  const fetch = createHttpFetch(onActivity);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (query) url.search = query;
    const response = await fetch(url, init);
    if (response.ok) return response;
    const { status, statusText, headers } = response;
    return new Response(JSON.stringify({ error: readErrorBody(await response.text()) }), {
      status,
      statusText,
      headers,
    });
  };
}
