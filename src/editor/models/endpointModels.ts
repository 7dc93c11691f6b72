import { FluxError } from '../../base/errors';
import type { EndpointSource } from './endpoint';

/**
 * Ids of the models that the endpoint offers; none where no endpoint is set.
 * @throws FluxError `model_failed` where it lists none, `model_unreachable`
 */
export async function listEndpointModels(endpoint: EndpointSource): Promise<readonly string[]> {
  const found = await endpoint();
  if (!found) return [];
  const { hostOf, listModels } = await import('../../node/model/openaiEndpoint');
  try {
    const ids = await listModels(found, AbortSignal.timeout(10_000));
    if (ids.length === 0)
      throw new FluxError('model_failed', `${hostOf(found)} lists no models. Name one in the setting flux.model.id.`);
    return ids;
  } catch (error) {
    throw FluxError.is(error)
      ? error
      : new FluxError('model_unreachable', 'The endpoint did not answer in 10 s.', { cause: error });
  }
}
