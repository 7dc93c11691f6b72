import { createHttpFetch } from './httpFetch';
import { modelIdsIn } from './modelList';

/** A model server that people run on their own computer, and where it usually listens. */
export interface LocalPlace {
  readonly name: string;
  readonly baseUrl: string;
}

/** A local server that answers, with the models that it lists. */
export interface LocalServer extends LocalPlace {
  readonly models: readonly string[];
}

export const usualPlaces: readonly LocalPlace[] = [
  { name: 'Ollama', baseUrl: 'http://localhost:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://localhost:1234/v1' },
  { name: 'llama.cpp', baseUrl: 'http://localhost:8080/v1' },
  { name: 'vLLM', baseUrl: 'http://localhost:8000/v1' },
];

/** Longest wait for a local server's list, in milliseconds. */
const longestWaitMs = 1_500;

/**
 * The servers that list models at these places. Development servers like the same ports, so whatever answers with
 * anything else is left out. No key is sent.
 */
export async function findLocalServers(
  signal: AbortSignal,
  places: readonly LocalPlace[] = usualPlaces,
): Promise<LocalServer[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(longestWaitMs)]);
  const found = await Promise.all(places.map((place) => lookAt(place, limit)));
  return found.filter((server) => server !== undefined);
}

async function lookAt(place: LocalPlace, signal: AbortSignal): Promise<LocalServer | undefined> {
  try {
    const response = await createHttpFetch(() => {})(`${place.baseUrl}/models`, { signal });
    const text = await response.text();
    return response.ok ? { ...place, models: modelIdsIn(text, response.headers, place.name) } : undefined;
  } catch {
    // Nothing listens, something else does, or it takes too long: nothing to offer in either case.
    return undefined;
  }
}
