import * as z from 'zod';
import { FluxError } from '../base/errors';
import { ellipsis } from '../base/text';
import { tryJson } from '../base/tryJson';
import { showUnseen, showWhole } from '../base/visibleText';
import type { OtherTool, OtherToolsPort } from '../contracts/ports';
import type { ToolResult } from '../contracts/tool';
import { acceptFields } from './acceptFields';
import { checkInput } from './checkInput';
import { defineTool } from './defineTool';
import { namedIntent } from './intent/namedIntent';
import { told } from './intent/told';
import { nearestNames } from './suggest/nearestNames';
import { nameSome } from './paths';
import { refusalsAsResults, refuse } from './refusals';

const input = z.object({
  name: z.string().min(1).describe('Name of a tool that the editor lists'),
  input: z.record(z.string(), z.unknown()).optional().describe('What that tool takes'),
});
type Input = z.infer<typeof input>;

/**
 * `use_tool`: any tool that the editor lists, MCP servers' among them. The tool's own confirmation is asked by the
 * editor. Reasons: `unknown_tool`, `bad_input`, `tool_failed`.
 */
export function createUseTool({ otherTools }: { otherTools: OtherToolsPort }) {
  return defineTool<Input>({
    name: 'use_tool',
    title: 'Use another tool',
    description:
      'Calls a tool of the editor, of another extension or of an MCP server, and returns its text. Only for ' +
      'what Flux’s own tools cannot do.',
    asks: 'The editor asks for a tool’s own confirmation.',
    input,
    effect: 'execute',
    intents: ({ name }) => told(namedIntent(name)),
    binding: 'json',
    callsOthers: '{"name":"…","input":{…}}',
    // One tool of another extension, not all.
    allowedAs: ({ name }) => `use_tool:${name ?? ''}`,
    accept: (raw) => {
      const given = acceptFields(raw, {
        name: ['tool', 'toolName', 'tool_name'],
        input: ['arguments', 'args', 'parameters', 'params', 'toolInput'],
      });
      if (typeof given.input === 'string') given.input = parsed(given.input);
      return given;
    },
    writes: () => [],
    locks: () => [{ key: 'tree', mode: 'write' }],
    touches: () => 'tree',
    // The input belongs to what is approved, and what it has run is judged as a command.
    runs: ({ name, input: given }) => [
      `use_tool:${name ?? ''}${isEmpty(given) ? '' : ` ${JSON.stringify(given)}`}`,
      ...new Set(commandsIn(given).map((command) => `$ ${command}`)),
    ],
    about: ({ name, input: given }) =>
      name ? `${showUnseen(name)}${isEmpty(given) ? '' : ` ${showWhole(JSON.stringify(given), 160)}`}` : '',
    run: ({ name, input: given = {} }, { signal, report }) =>
      refusalsAsResults(async () => {
        const list = otherTools.list();
        const tool = list.find((candidate) => candidate.name === name);
        if (!tool) return refuse('unknown_tool', describeUnknown(name, list));
        const trouble = checkInput(given, tool.inputSchema);
        if (trouble.length > 0)
          return refuse('bad_input', `The input does not fit ${name}: ${trouble.join(' ')}${takes(tool)}`);
        report(`Waiting for ${name}`);
        return invoke(otherTools, name, given, signal);
      }),
  });
}

function isEmpty(given: object | undefined): boolean {
  return given === undefined || Object.keys(given).length === 0;
}

/** The command lines that an input holds, wherever fields are called so, with the arguments beside them. */
function commandsIn(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  const { args } = value as { args?: unknown };
  const added = Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== 'string') return commandsIn(inner, depth + 1);
    return /^(?:command|command_?line|cmd|script|shell_?command)$/i.test(key) && inner.trim() !== ''
      ? [[inner.trim(), ...added].join(' ')]
      : [];
  });
}

async function invoke(
  otherTools: OtherToolsPort,
  name: string,
  given: object,
  signal: AbortSignal,
): Promise<ToolResult> {
  try {
    let saved: readonly string[] = [];
    const answer = await otherTools.invoke(name, given, signal, (paths) => (saved = paths));
    return {
      status: 'done',
      message: answer.trim() === '' ? `${name} ran and answered nothing.` : answer,
      facts: { output: answer, ...(saved.length > 0 && { saved }) },
    };
  } catch (error) {
    if (FluxError.is(error, 'denied')) return { status: 'denied', message: error.message };
    throw error;
  }
}

function describeUnknown(name: string, list: readonly OtherTool[]): string {
  const names = list.map((tool) => tool.name);
  const near = nearestNames(name, names);
  const listed = list.length > 0 ? `It lists ${nameSome(names, 8)}.` : 'It lists none.';
  const instead = near.length > 0 ? `The nearest names: ${nameSome(near, near.length)}.` : listed;
  return `The editor lists no tool “${ellipsis(name, 80)}”. ${instead}`;
}

function takes({ inputSchema }: OtherTool): string {
  const { properties } = (inputSchema ?? {}) as { properties?: object };
  const fields = Object.keys(properties ?? {});
  return fields.length > 0 ? ` It takes ${nameSome(fields, 12)}.` : ' It takes no input.';
}

/** Models write an object as text now and then. */
function parsed(text: string): unknown {
  const value = tryJson(text);
  return value === undefined ? text : value;
}
