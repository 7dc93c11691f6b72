import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';

const storageName = 'flux.mcpToken';

/** The token that callers of the MCP server show, kept in the system's key store; made when first asked for. */
export async function mcpToken(secrets: vscode.SecretStorage): Promise<string> {
  return (await secrets.get(storageName)) || replaceMcpToken(secrets);
}

/** Makes another one; the old one counts no more. */
export async function replaceMcpToken(secrets: vscode.SecretStorage): Promise<string> {
  const made = randomBytes(32).toString('base64url');
  await secrets.store(storageName, made);
  return (await secrets.get(storageName)) ?? made; // another window may have been first
}

/** Heard in every window. */
export function onDidChangeMcpToken(secrets: vscode.SecretStorage, listener: () => void): vscode.Disposable {
  return secrets.onDidChange(({ key }) => key === storageName && listener());
}
