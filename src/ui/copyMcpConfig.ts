import * as vscode from 'vscode';
import { FluxError } from '../base/errors';
import { mcpClients, type McpClientForm } from './mcpClients';

/** What the command may be called with: the program's name, as the list has it. */
export interface McpConfigArgument {
  readonly client?: string;
}

/** The MCP server, as far as the command needs it. */
export interface McpAccess {
  address(): Promise<{ readonly url: string; readonly token: string } | undefined>;
  replaceToken(): Promise<void>;
}

/**
 * Copies what a program must be told to call Flux, and says where it goes. FluxError `mcp_off`, `unknown_client`.
 */
export async function copyMcpConfig(
  argument: McpConfigArgument | undefined,
  { address, replaceToken }: McpAccess,
): Promise<string | undefined> {
  const found = (await address()) ?? (await switchOn(address));
  if (!found) return undefined;
  const client = await pickClient(argument?.client);
  if (!client) return undefined;
  if (client === 'token') {
    await replaceToken();
    void vscode.window.showInformationMessage(
      'Token replaced. Copy the configuration again for each program that uses Flux.',
    );
    return undefined;
  }
  const text = client.write(found.url, found.token);
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(
    `Configuration for ${client.label} copied. Paste it into ${client.place}. It contains a secret token.`,
  );
  return text;
}

async function switchOn<T>(address: () => Promise<T | undefined>): Promise<T | undefined> {
  const on = { title: 'Turn on' };
  const said = await vscode.window.showInformationMessage(
    'The MCP server of Flux is off. Turn it on so that other agents on this computer can use Flux?',
    on,
  );
  if (said !== on) return undefined;
  await vscode.workspace.getConfiguration('flux').update('mcp.enabled', true, vscode.ConfigurationTarget.Global);
  const found = await address();
  if (!found) throw new FluxError('mcp_off', 'The MCP server did not start. “Flux: Show Log” says why.');
  return found;
}

async function pickClient(named: string | undefined): Promise<McpClientForm | 'token' | undefined> {
  if (named === undefined) {
    type Item = vscode.QuickPickItem & { readonly client?: McpClientForm | 'token' };
    const items: Item[] = [
      ...mcpClients.map((client) => ({ label: client.label, detail: client.place, client })),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      {
        label: 'Replace the Token',
        detail: 'Programs that have the old one can no longer use Flux',
        client: 'token',
      },
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Flux: Copy MCP Configuration',
      placeHolder: 'Which program should use Flux?',
    });
    return picked?.client;
  }
  const client = mcpClients.find(({ label }) => label.toLowerCase() === named.toLowerCase());
  if (!client)
    throw new FluxError(
      'unknown_client',
      `There is no configuration for “${named}”. Available: ${mcpClients.map(({ label }) => label).join(', ')}.`,
    );
  return client;
}
