import { superToolInput, type SuperToolInput } from '../../contracts/superTool';
import { isRecord } from '../../base/isRecord';
import { FluxError } from '../../base/errors';

/**
 * What an agent asks for. Models fill what they leave out with null or an empty text. FluxError `bad_input`.
 */
export function readInput(given: unknown): SuperToolInput {
  const input = isRecord(given)
    ? Object.fromEntries(Object.entries(given).filter(([, value]) => !isLeftOut(value)))
    : given;
  const read = superToolInput.safeParse(input);
  if (read.success) return read.data;
  const wrong = read.error.issues.slice(0, 5).map(({ path, message }) => {
    const where = path.join('.');
    return where ? `${where}: ${message}` : message;
  });
  throw new FluxError('bad_input', `The input does not fit. ${wrong.join('; ')}. Nothing was done.`);
}

function isLeftOut(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
