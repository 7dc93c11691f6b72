import type { FilesPort } from '../../contracts/files';
import type { Workplace } from '../workplace';
import { FluxError } from '../../base/errors';
import { isPrivateKey, secretsIn } from '../../base/secretPaths';

/**
 * The workplace as a model may see it without anybody being asked: files that hold secrets cannot be read. (A step of
 * read_files asks the person and then may; the search shows no text of such files by itself.)
 */
export function hideSecrets(place: Workplace): Workplace {
  return { ...place, files: withoutSecrets(place.files) };
}

function withoutSecrets(files: FilesPort): FilesPort {
  return {
    ...files,
    async read(path) {
      const file = await files.read(path);
      const holds = secretsIn(file.path) ?? (isPrivateKey(file.text) ? 'a private key' : undefined);
      if (holds !== undefined) throw new FluxError('secret', `${file.path} holds ${holds}, so its text is not shown. A step with read_files asks the person for it.`);
      return file;
    },
  };
}
