import { FluxError } from '../../base/errors';
import type { TestRequest } from '../../contracts/tests';

/**
 * The request in a form that no runner takes for options and no shell for commands of its own. Of failed tests whose
 * names cannot be said the whole files are run.
 * @throws FluxError `bad_name`
 */
export function safeRequest(
  { files, name, failed }: TestRequest,
  platform: NodeJS.Platform = process.platform,
): TestRequest {
  // Quotes do not keep the Windows shell from reading these.
  const wrong = platform === 'win32' ? /["%&|<>^!\0\r\n]/ : /\0/;
  const chosen = failed?.map((test) =>
    wrong.test(test.name) && test.file !== undefined ? { ...test, name: test.file } : test,
  );
  const given = [
    ...(files ?? []),
    ...(name === undefined ? [] : [name]),
    ...(chosen ?? []).flatMap((test) => [test.name, test.file ?? '']),
  ];
  for (const text of given) {
    const odd = wrong.exec(text)?.[0];
    if (odd === undefined) continue;
    throw new FluxError(
      'bad_name',
      `Tests cannot be chosen by “${text.replaceAll('\0', '\\0')}”, because it holds ` +
        `${/\s|\0/.test(odd) ? 'a control character' : `a ${odd}`}, which has a special meaning in the ` +
        `shell. Name a part without it, or run all tests.`,
    );
  }
  const safe = (file: string) => (file.startsWith('-') ? `./${file}` : file);
  return {
    ...(files && { files: files.map(safe) }),
    ...(name !== undefined && { name }),
    ...(chosen && {
      failed: chosen.map((test) =>
        test.file === undefined
          ? test
          : { name: test.name === test.file ? safe(test.file) : test.name, file: safe(test.file) },
      ),
    }),
  };
}
