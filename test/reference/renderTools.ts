import * as z from 'zod';
import type { AnyTool } from '../../src/contracts/tool';

/** The tool reference as Markdown, made from the tools themselves. */
export function renderTools(tools: readonly AnyTool[]): string {
  return `# Tools

What Flux's steps can do. This page is made from the tools' own schemas (\`UPDATE_GOLDEN=1 npm test -- unit/tools/reference --quick\`);
a test fails when the two differ.

| effect | when a step asks (\`flux.approval.mode\`) |
|---|---|
| reads | never |
| writes | \`plan\`: when it writes a file that the approved plan did not name · \`step\`: each time, with its diff · \`auto\`: never |
| runs | \`plan\`: when it runs something that the approved plan did not name · \`step\`: each time · \`auto\`: commands that \`flux.approval.allowedCommands\` does not allow |

“Allow for this run” and “Always allow” in such a question are remembered: the first in the session's plan, the second in the
settings \`flux.approval.allowedCommands\` and \`flux.approval.allowedTools\`, where you can remove them. In an untrusted
workspace only tools that read can run. The file changes of a step can be undone (“Flux: Undo Run…”, or a single step in the plan).

${tools.map(renderTool).join('\n\n')}
`;
}

const effects = { read: 'reads', write: 'writes', execute: 'runs' } as const;

function renderTool(tool: AnyTool): string {
  const schema = z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' }) as Schema;
  const fields = Object.entries(schema.properties ?? {});
  const rows = fields.map(
    ([name, field]) =>
      `| \`${name}\`${schema.required?.includes(name) ? '' : ' (optional)'} | ${typeText(field)} | ` +
      `${cell(field.description ?? '')} |`,
  );
  const input = rows.length > 0 ? `\n\n| input | type | |\n|---|---|---|\n${rows.join('\n')}` : '';
  return (
    `## \`${tool.name}\`: ${tool.title}\n\n*${effects[tool.effect]}* · ` +
    `${tool.description}${tool.asks ? `\n\n${tool.asks}` : ''}${input}`
  );
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema | readonly Schema[];
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

function typeText(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ');
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeText).join(', ')}]`;
  if (schema.type === 'array')
    return `list of ${schema.items && !Array.isArray(schema.items) ? typeText(schema.items as Schema) : 'anything'}`;
  if (schema.properties)
    return `{ ${Object.entries(schema.properties)
      .map(([name, field]) => `${name}${schema.required?.includes(name) ? '' : '?'}: ${typeText(field)}`)
      .join(', ')} }`;
  return typeof schema.type === 'string' ? schema.type : 'anything';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
