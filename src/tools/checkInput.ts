import * as z from 'zod';
import { ellipsis } from '../base/text';
import { nearestNames } from './suggest/nearestNames';

type Issue = z.core.$ZodIssue;

/**
 * Compares an input with a tool's JSON schema. Answers with a sentence for each thing that is wrong; a schema that is
 * not understood, and what only describes a text's format, count as met, for the tool itself judges last.
 */
export function checkInput(input: Readonly<Record<string, unknown>>, inputSchema: object | undefined): string[] {
  const missing = requiredIn(inputSchema).filter((name) => !Object.hasOwn(input, name) || input[name] === undefined);
  const known = Object.keys((inputSchema as { properties?: object } | undefined)?.properties ?? {});
  const issues = issuesOf(input, inputSchema).filter(
    ({ path }) => path.length !== 1 || !missing.includes(String(path[0])),
  );
  return [
    ...missing.map((name) => `“${name}” is missing.`),
    ...issues.filter(counts).flatMap((issue) => describe(issue, valueAt(input, issue.path), known)),
  ];
}

/** Read apart: to zod a required field of any type may be left out, and so may one that `properties` does not name. */
function requiredIn(inputSchema: object | undefined): string[] {
  const { required } = (inputSchema ?? {}) as { required?: unknown };
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

function issuesOf(input: unknown, inputSchema: object | undefined): readonly Issue[] {
  try {
    // A registry of its own, so that nothing of the schema outlives the call.
    const schema = z.fromJSONSchema({ type: 'object', ...inputSchema } as z.core.JSONSchema.JSONSchema, {
      registry: z.registry(),
    });
    return schema.safeParse(input).error?.issues ?? [];
  } catch {
    return [];
  }
}

/** Formats are annotations to JSON schema, and zod's are narrower than some tools'. */
function counts(issue: Issue): boolean {
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.some(counts));
  return issue.code !== 'invalid_format' || issue.format === 'regex';
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}

function describe(issue: Issue, value: unknown, known: readonly string[]): string[] {
  const name = issue.path.length === 0 ? 'The input' : `“${ellipsis(issue.path.join('.'), 80)}”`;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => describeStranger(key, issue.path.length === 0 ? known : []));
  const types = typesOf(issue);
  if (types && value === undefined) return [`${name} is missing.`];
  const given = ellipsis(JSON.stringify(value) ?? 'nothing', 40);
  if (types) return [`${name} must be ${types.map(inWords).join(' or ')}, not ${given}.`];
  const words = wordsOf(issue)?.map((word) => JSON.stringify(word));
  if (words) return [`${name} must be one of ${ellipsis(words.join(', '), 200)}, not ${given}.`];
  return [issue.code === 'invalid_union' ? `${name} must not be ${given}.` : `${name}: ${issue.message}.`];
}

/** The types that would fit; undefined where it is not only the type that is wrong. */
function typesOf(issue: Issue): string[] | undefined {
  if (issue.code === 'invalid_type') return [issue.expected === 'int' ? 'integer' : issue.expected];
  return eachOption(issue, typesOf);
}

/** The values that would fit; undefined where it is not a matter of choice. */
function wordsOf(issue: Issue): unknown[] | undefined {
  if (issue.code === 'invalid_value') return issue.values;
  return eachOption(issue, wordsOf);
}

/** What is read of each option of a union together; undefined where it is no union, or one cannot be read so. */
function eachOption<T>(issue: Issue, read: (issue: Issue) => T[] | undefined): T[] | undefined {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return undefined;
  const options = issue.errors.map(([first, ...more]) =>
    first && more.length === 0 && first.path.length === 0 ? read(first) : undefined,
  );
  return options.includes(undefined) ? undefined : [...new Set(options.flatMap((option) => option ?? []))];
}

function inWords(type: string): string {
  return type === 'null' ? 'null' : `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;
}

function describeStranger(name: string, known: readonly string[]): string {
  const [near] = nearestNames(name, known, 1);
  return `It takes no “${ellipsis(name, 60)}”${near ? `; perhaps “${near}” is meant` : ''}.`;
}
