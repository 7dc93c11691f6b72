import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cutMiddle } from '../../../src/base/text';
import { runProcess } from '../../../src/node/process/processes';
import { createPlainSearch } from '../../../src/node/search/plainSearch';
import { diskTests } from './diskTests';

type Input = Readonly<Record<string, unknown>>;

/** Carries out a tool by its name; what goes wrong is said in the result, as loops do. */
export type CarryOut = (name: string, input: Input) => Promise<string>;

/** The tools of the plain loop over a folder: real files, real tests, real commands. */
export function loopTools(root: string): CarryOut {
  const files = createPlainSearch({ root });
  const signal = () => AbortSignal.timeout(120_000);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const read = (input: Input) => readFile(join(root, String(input['path'])), 'utf8');
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  const tools: Record<string, (input: Input) => Promise<string>> = {
    list_files: async ({ glob }) => (await files.listFiles(text(glob), 2_000, signal())).files.join('\n'),
    async read_file(input) {
      const whole = await read(input);
      if (input['from_line'] === undefined && input['to_line'] === undefined) return whole;
      const [from, to] = [Number(input['from_line'] ?? 1), Number(input['to_line'] ?? Infinity)];
      return whole
        .split('\n')
        .slice(from - 1, to)
        .join('\n');
    },
    async search({ pattern, glob }) {
      const found = await files.search({ pattern: String(pattern), glob: text(glob), limit: 100 }, signal());
      return found.hits.map(({ path, line, text: hit }) => `${path}:${line}: ${hit}`).join('\n') || 'Nothing found.';
    },
    async edit_file(input) {
      const [path, old] = [String(input['path']), String(input['old_text'])];
      const parts = (await read(input)).split(old);
      if (parts.length !== 2) return `Not changed: the text was found ${parts.length - 1} times.`;
      await write(path, parts.join(String(input['new_text'])));
      return `Changed ${path}.`;
    },
    async write_file({ path, content }) {
      await write(String(path), String(content));
      return `Written ${String(path)}.`;
    },
    async run_tests({ files: asked }) {
      const only = Array.isArray(asked) ? { files: asked.map(String) } : {};
      const { passed, failed, failures } = await diskTests(root).run(only, signal(), () => {});
      const told = failures.map(({ name, file, line, message }) => `✗ ${name} (${file}:${line})\n${message}`);
      return [`${passed} passed, ${failed} failed.`, ...told].join('\n\n');
    },
    async run_command({ command }) {
      const ran = await runProcess({ shellCommand: String(command), cwd: root, signal: signal(), onOutput: () => {} });
      return `Exit code ${ran.exitCode}.\n${cutMiddle(ran.output, 8_000)}`;
    },
  };
  return async (name, input) => {
    try {
      return (await tools[name]?.(input)) ?? `There is no tool ${name}.`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}
