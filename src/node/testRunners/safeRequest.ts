import { FluxError } from '../../base/errors';
import type { TestRequest } from '../../contracts/tests';

/**
 * The request in a form that no runner takes for options and no shell for commands of its own.
 * @throws FluxError `bad_name`
 */
export function safeRequest({ files, name }: TestRequest, platform: NodeJS.Platform = process.platform): TestRequest {
  for (const given of [...(files ?? []), ...(name === undefined ? [] : [name])]) {
    // Quotes do not keep the Windows shell from reading these.
    const odd = (platform === 'win32' ? /["%&|<>^!\0\r\n]/ : /\0/).exec(given)?.[0];
    if (odd === undefined) continue;
    throw new FluxError('bad_name', `Tests cannot be chosen by “${given.replaceAll('\0', '\\0')}”, because it holds ${/\s|\0/.test(odd) ? 'a control character' : `a ${odd}`}, which the shell would take for more than a character. Name a part without it, or run all tests.`);
  }
  return { ...(files && { files: files.map((file) => (file.startsWith('-') ? `./${file}` : file)) }), ...(name !== undefined && { name }) };
}
