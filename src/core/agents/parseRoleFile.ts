import type { FileProblem, ParsedRole } from '../../contracts/agents';
import { readFrontMatter } from './frontMatter';
import { descriptionIn, nameIn, phasesIn } from './naming';
import { quoted } from './quoted';
import { listOf, settingsOf } from './settingsOf';

/** Where a file lies, and what it is held against. */
export interface ParseOptions {
  /** Its name says what the file describes where the file itself does not. */
  readonly path: string;
  /** A built-in file: what it describes gets no path. */
  readonly builtIn?: boolean;
  /** Names of the tools that there are; left out: they are not checked. */
  readonly tools?: readonly string[];
}

/** Reads a file that describes a role. Never throws; 256 kB are read in some milliseconds, and more is refused. */
export function parseRoleFile(text: string, { path, builtIn, tools: known }: ParseOptions): ParsedRole {
  const parts = readFrontMatter(text);
  if ('problems' in parts) return parts;
  const problems: FileProblem[] = [];
  const report = (problem: FileProblem) => void problems.push(problem);
  const reading = { lineAt: parts.lineAt, report };
  const settings = settingsOf(parts.head, ['name', 'description', 'tools', 'model', 'phases'], 'a role', reading);
  const name = nameIn(settings, path, report);
  const description = descriptionIn(settings, report);
  const tools = settings.words('tools');
  for (const tool of tools ?? []) {
    if (known && !known.includes(tool.text))
      report({ line: tool.line, message: `There is no tool ${quoted(tool.text)}. Available tools: ${listOf(known)}.` });
  }
  const model = settings.text('model');
  if (model && /\s/.test(model.text))
    report({ line: model.line, message: 'A model is one word: fast, ordinary, strong, or a model’s id.' });
  const phases = phasesIn(settings, report);
  if (parts.body === '')
    report({
      line: parts.endLine,
      message: 'The prompt is missing. Describe below this line what the role does and what it leaves to others.',
    });
  if (problems.length > 0 || !name || description === undefined) return { problems: sorted(problems) };
  return {
    role: {
      name: name.text,
      description,
      prompt: parts.body,
      ...(tools && { tools: [...new Set(tools.map((tool) => tool.text))] }),
      ...(model && { model: model.text }),
      phases: phases ?? [],
      ...(!builtIn && { path }),
    },
    line: name.line,
  };
}

/** By line, at most ten. */
export function sorted(problems: readonly FileProblem[]): readonly FileProblem[] {
  return [...problems].sort((a, b) => a.line - b.line).slice(0, 10);
}
