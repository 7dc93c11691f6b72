import { isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import { choiceLists, type ChoiceList, type FileProblem, type WorkflowInput } from '../../contracts/agents';
import { quoted } from './quoted';
import { listOf, settingsOf, type FileReading, type Settings } from './settingsOf';

const maxInputs = 20;

/** An input, and the line on which it begins. */
interface InputAt {
  readonly input: WorkflowInput;
  readonly line: number;
}

/**
 * The inputs of a workflow's file: a list of maps with name, description, optional, default and choices; also a list of
 * names, or a map from names to descriptions.
 */
export function inputsIn(settings: Settings, reading: FileReading): readonly InputAt[] {
  const { lineAt, report } = reading;
  const top = settings.line('inputs');
  if (top === undefined) return [];
  const node = settings.node('inputs');
  if (!isSeq(node) && !isMap(node)) {
    report({
      line: top,
      message: '“inputs” must be a list: add “- name: file” below it, and “description: …” below that, indented.',
    });
    return [];
  }
  if (node.items.length > maxInputs)
    report({
      line: top,
      message: `There are ${node.items.length} inputs; at most ${maxInputs} are allowed. Remove some.`,
    });
  const inputs: InputAt[] = [];
  for (const entry of node.items.slice(0, maxInputs)) {
    const { key, value } = isPair<Node, Node | null>(entry) ? entry : { key: undefined, value: entry as Node };
    const range = key?.range ?? value?.range;
    const line = range ? lineAt(range[0]) : top;
    const input = inputIn(value ?? undefined, isScalar(key) ? String(key.value) : undefined, line, reading);
    if (!input) continue;
    if (inputs.some((other) => other.input.name === input.name))
      report({ line, message: `Two inputs are named “${input.name}”. Rename one of them.` });
    else inputs.push({ input, line });
  }
  return inputs;
}

function inputIn(
  item: Node | undefined,
  key: string | undefined,
  line: number,
  reading: FileReading,
): WorkflowInput | undefined {
  const { report } = reading;
  if (isScalar(item) || item === undefined) {
    const text = String(item?.value ?? '').trim();
    const name = checkedName(key ?? text, line, report);
    return name === undefined ? undefined : { name, description: text || name, optional: false };
  }
  if (!isMap(item))
    return void report({ line, message: 'An input is a name, or “name: …” with “description: …” below it.' });
  const known = ['name', 'description', 'optional', 'default', 'choices'];
  const settings = settingsOf(item, known, 'an input', reading);
  if (key === undefined && settings.line('name') === undefined)
    return void report({ line, message: 'The input has no name. Add “name: …”, the word used in {{…}}.' });
  const word = key === undefined ? settings.text('name') : { text: key, line };
  const name = word && checkedName(word.text, word.line, report);
  if (name === undefined) return undefined;
  const fallback = settings.text('default');
  const choices = choicesIn(settings, report);
  if (fallback && Array.isArray(choices) && !choices.includes(fallback.text))
    report({
      line: fallback.line,
      message: `The default ${quoted(fallback.text)} is not one of the choices. Add it, or choose another default.`,
    });
  return {
    name,
    description: settings.text('description')?.text.replace(/\s+/g, ' ') ?? name,
    optional: settings.isTrue('optional') ?? fallback !== undefined,
    ...(fallback && { default: fallback.text }),
    ...(choices && { choices }),
  };
}

/** Names of inputs are keys in objects, so that none may begin with an underscore. */
function checkedName(name: string, line: number, report: (problem: FileProblem) => void): string | undefined {
  if (/^[a-z][a-z0-9_-]{0,39}$/i.test(name)) return name;
  return void report({
    line,
    message:
      `${quoted(name)} cannot be an input’s name. Use letters, digits, hyphens and underscores, starting with a ` +
      `letter.`,
  });
}

function choicesIn(
  settings: Settings,
  report: (problem: FileProblem) => void,
): ChoiceList | readonly string[] | undefined {
  const words = settings.words('choices');
  if (!words) return undefined;
  if (!isScalar(settings.node('choices'))) {
    if (words.length === 0)
      report({
        line: settings.line('choices') ?? 1,
        message: '“choices” is empty. List the words to choose from, or remove it.',
      });
    return [...new Set(words.map(({ text }) => text))];
  }
  const list = choiceLists.find((each) => words.length === 1 && each === words[0]?.text);
  if (!list)
    report({
      line: settings.line('choices') ?? 1,
      message:
        `There is no list ${quoted(words.map(({ text }) => text).join(', '))} to choose from. Use ` +
        `${listOf(choiceLists)}, or write your own in brackets: [one, two].`,
    });
  return list;
}
