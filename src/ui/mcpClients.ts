/** A program that can call Flux over MCP, and what is written into its configuration. */
export interface McpClientForm {
  readonly label: string;
  /** Where the text goes. */
  readonly place: string;
  readonly write: (url: string, token: string) => string;
}

const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
const headers = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Each form as the program's own documentation has it. */
export const mcpClients: readonly McpClientForm[] = [
  {
    label: 'VS Code',
    place: '.vscode/mcp.json, or the file of “MCP: Open User Configuration”',
    write: (url, token) => json({ servers: { flux: { type: 'http', url, headers: headers(token) } } }),
  },
  {
    label: 'Claude Code',
    place: '.mcp.json in the project',
    write: (url, token) => json({ mcpServers: { flux: { type: 'http', url, headers: headers(token) } } }),
  },
  {
    label: 'Cursor',
    place: '.cursor/mcp.json in the project, or ~/.cursor/mcp.json',
    write: (url, token) => json({ mcpServers: { flux: { url, headers: headers(token) } } }),
  },
  {
    label: 'Codex',
    place: '~/.codex/config.toml',
    write: (url, token) =>
      [
        '[mcp_servers.flux]',
        `url = "${url}"`,
        `http_headers = { "Authorization" = "Bearer ${token}" }`,
        'tool_timeout_sec = 3600',
        '',
      ].join('\n'),
  },
  {
    label: 'Gemini CLI',
    place: '~/.gemini/settings.json, or .gemini/settings.json in the project',
    write: (url, token) =>
      json({ mcpServers: { flux: { httpUrl: url, headers: headers(token), timeout: 3_600_000 } } }),
  },
  {
    label: 'opencode',
    place: 'opencode.json in the project, or ~/.config/opencode/opencode.json',
    write: (url, token) =>
      json({
        $schema: 'https://opencode.ai/config.json',
        mcp: { flux: { type: 'remote', url, headers: headers(token), oauth: false, enabled: true } },
      }),
  },
];
