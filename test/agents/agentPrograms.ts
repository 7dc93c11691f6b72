import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** An agent from the registry, and how it is run once without a terminal. */
export interface AgentProgram {
  /** As `src/ui/mcpClients.ts` calls it. */
  readonly client: string;
  /** Its program in `node_modules/.bin`. */
  readonly bin: string;
  /** Where the configuration that Flux writes goes, below its home. */
  readonly config: string;
  /** Adds what connects it to the model server. */
  readonly connect: (config: string, model: string) => string;
  readonly args: (prompt: string, home: string) => readonly string[];
  readonly env: (model: string) => Readonly<Record<string, string>>;
}

const merged = (config: string, more: object) =>
  JSON.stringify({ ...(JSON.parse(config) as object), ...more }, undefined, 2);

export const agentPrograms: readonly AgentProgram[] = [
  {
    client: 'opencode',
    bin: 'opencode',
    config: 'work/opencode.json',
    connect: (config, model) =>
      merged(config, {
        model: 'scripted/scripted',
        autoupdate: false,
        provider: {
          scripted: {
            npm: '@ai-sdk/openai-compatible',
            name: 'scripted',
            options: { baseURL: `${model}/v1`, apiKey: 'none' },
            models: { scripted: { name: 'scripted' } },
          },
        },
      }),
    args: (prompt) => ['run', prompt],
    env: () => ({ OPENCODE_DISABLE_MODELS_FETCH: '1' }),
  },
  {
    client: 'Codex',
    bin: 'codex',
    config: '.codex/config.toml',
    connect: (config, model) =>
      [
        'model = "scripted"',
        'model_provider = "scripted"',
        '[model_providers.scripted]',
        'name = "scripted"',
        `base_url = "${model}/v1"`,
        'wire_api = "responses"',
        '[analytics]',
        'enabled = false',
        config,
      ].join('\n'),
    args: (prompt) => ['exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', prompt],
    env: () => ({}),
  },
  {
    client: 'Gemini CLI',
    bin: 'gemini',
    config: '.gemini/settings.json',
    connect: (config) =>
      merged(config, {
        security: { auth: { selectedType: 'gemini-api-key' } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false },
      }),
    args: (prompt) => ['--skip-trust', '--yolo', '--model', 'gemini-2.5-flash', '--prompt', prompt],
    env: (model) => ({ GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: model }),
  },
  {
    client: 'Claude Code',
    bin: 'claude',
    config: 'work/.mcp.json',
    connect: (config) => config,
    args: (prompt, home) => [
      '--print',
      prompt,
      '--mcp-config',
      join(home, 'work/.mcp.json'),
      '--strict-mcp-config',
      '--allowedTools',
      'mcp__flux__flux',
    ],
    env: (model) => ({
      ANTHROPIC_BASE_URL: model,
      ANTHROPIC_API_KEY: 'none',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    }),
  },
];

/** Writes a file below a home of its own. */
export async function put(home: string, path: string, content: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), content);
}
