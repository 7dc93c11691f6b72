import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { superToolDescription, superToolInput, superToolOutput, type SuperToolPort } from '../../contracts/superTool';
import { jsonSchemaOf, type ObjectSchema } from './jsonSchema';

const mostListed = 20;

/** The tool as it can be called now: its schema names the workflows, sessions and questions that there are. */
export async function listTool(flux: SuperToolPort): Promise<Tool> {
  const [workflows, sessions] = await Promise.all([flux.workflows(), flux.sessions()]);
  const newest = [...sessions].sort((a, b) => b.updatedAt - a.updatedAt).slice(0, mostListed);
  const open = newest.filter(({ state }) => !ended.has(state));
  const asking = await Promise.all(open.map(({ id }) => flux.session(id).catch(() => undefined)));
  const gates = asking.flatMap((session) => session?.gates.map(({ id }) => `${id} of ${session.name}`) ?? []);
  const input = jsonSchemaOf(superToolInput);
  return {
    name: 'flux',
    title: 'Flux',
    description: superToolDescription,
    inputSchema: {
      ...input,
      properties: {
        ...input.properties,
        workflow: withNow(
          input,
          'workflow',
          'There are',
          workflows.map(({ name }) => name),
        ),
        session: withNow(
          input,
          'session',
          'There are',
          newest.map(({ name, state }) => `${name} (${state})`),
        ),
        gate: withNow(input, 'gate', 'Open now', gates),
      },
    },
    outputSchema: jsonSchemaOf(superToolOutput) as unknown as NonNullable<Tool['outputSchema']>,
    annotations: {
      title: 'Flux',
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    },
  };
}

const ended: ReadonlySet<string> = new Set(['complete', 'failed', 'cancelled']);

function withNow({ properties }: ObjectSchema, name: string, what: string, names: readonly string[]): object {
  const property = properties[name];
  if (names.length === 0) return { ...property };
  return { ...property, description: `${property?.description ?? ''} ${what}: ${names.join(', ')}.` };
}
