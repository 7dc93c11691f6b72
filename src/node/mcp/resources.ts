import type { ReadResourceResult, Resource, ResourceTemplate } from '@modelcontextprotocol/sdk/types.js';
import type { SessionSnapshot } from '../../contracts/session';
import type { SuperToolPort } from '../../contracts/superTool';

const listUri = 'flux://sessions';
const mostListed = 50;
const json = 'application/json';

/** The kinds of resources that there are by name. */
export const templates: readonly ResourceTemplate[] = [
  { name: 'session', uriTemplate: `${listUri}/{name}`, mimeType: json, description: 'A session as it stands.' },
  { name: 'plan', uriTemplate: `${listUri}/{name}/plan`, mimeType: json, description: 'The plan of a session.' },
];

/** The list of sessions, and the newest sessions with their plans. */
export async function listResources(flux: SuperToolPort): Promise<Resource[]> {
  const sessions = [...(await flux.sessions())].sort((a, b) => b.updatedAt - a.updatedAt).slice(0, mostListed);
  return [
    { uri: listUri, name: 'sessions', title: 'Sessions of Flux', mimeType: json },
    ...sessions.flatMap(({ name, goal }) => [
      { uri: sessionUri(name), name, title: goal.slice(0, 200), mimeType: json },
      { uri: planUri(name), name: `${name}/plan`, title: `Plan: ${goal.slice(0, 200)}`, mimeType: json },
    ]),
  ];
}

/** What a resource holds; undefined: there is no such one. FluxError `unknown_session`. */
export async function readResource(uri: string, flux: SuperToolPort): Promise<ReadResourceResult | undefined> {
  const told = (value: unknown): ReadResourceResult => ({
    contents: [{ uri, mimeType: json, text: JSON.stringify(value, undefined, 1) }],
  });
  if (uri === listUri) return told(await flux.sessions());
  const [, name, isPlan] = /^flux:\/\/sessions\/([^/]+)(\/plan)?$/.exec(uri) ?? [];
  if (name === undefined) return undefined;
  const session = await flux.sharedSession(decoded(name));
  return told(isPlan === undefined ? session : (session.plan ?? null));
}

/** The resources that a changed session changes. */
export function urisOf({ name }: Pick<SessionSnapshot, 'name'>): string[] {
  return [listUri, sessionUri(name), planUri(name)];
}

const sessionUri = (name: string) => `${listUri}/${encodeURIComponent(name)}`;
const planUri = (name: string) => `${sessionUri(name)}/plan`;

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
