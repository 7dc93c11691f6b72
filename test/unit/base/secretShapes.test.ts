import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hideSecrets, isSecretName } from '../../../src/base/secretShapes';
import { cpuMs } from '../../harness/cpuMs.mjs';

const hide = (text: string) => hideSecrets(text, '[hidden]');
const root = process.env['FLUX_REPO_ROOT'] ?? '.';

describe('secretShapes', () => {
  const secrets: [text: string, left: string][] = [
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\nabcd+/==\n-----END RSA PRIVATE KEY-----', '[hidden]'],
    [
      '"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBg\\n-----END PRIVATE KEY-----\\n"',
      '"private_key": "[hidden]\\n"',
    ],
    ['cut: -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\nAAAA', 'cut: [hidden]'],
    ['Authorization: Bearer abcDEF123456.x', 'Authorization: Bearer [hidden]'],
    ['authorization: "Basic dXNlcjpwYXNz"', 'authorization: "Basic [hidden]"'],
    ['key sk-proj-abcdefgh12345678 refused', 'key [hidden] refused'],
    ['ghp_abcdef1234567890abcdef, glpat-abcdef1234567890abcd', '[hidden], [hidden]'],
    ['AKIAIOSFODNN7EXAMPLE', '[hidden]'],
    ['aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYa1', 'aws_secret_access_key = [hidden]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVm', '[hidden]'],
    ['postgres://app:s3cr3t!pa55@db.example.com/x', 'postgres://app:[hidden]@db.example.com/x'],
    ['https://0123456789abcdef01234567@example.com', 'https://[hidden]@example.com'],
    ['password=hunter2!, then', 'password=[hidden], then'],
    ['run --password=correcthorse now', 'run --password=[hidden] now'],
    ['export DB_PASSWORD=hunter2', 'export DB_PASSWORD=[hidden]'],
    ['OPENAI_API_KEY=abcdef123456', 'OPENAI_API_KEY=[hidden]'],
    ['{"apiKey":"abcdef123456"}', '{"apiKey":"[hidden]"}'],
    ['{\\"clientSecret\\":\\"abcdef123456\\"}', '{\\"clientSecret\\":\\"[hidden]\\"}'],
    ["const dbPassword = 'hunter22';", "const dbPassword = '[hidden]';"],
    ['db:\n  password: hunter2hunter2\n', 'db:\n  password: [hidden]\n'],
    ['GET /v1?api_key=abcdef123456&x=1', 'GET /v1?api_key=[hidden]&x=1'],
    ['"_authToken" : "abcdef0123456789abcd"', '"_authToken" : "[hidden]"'],
  ];
  for (const [text, left] of secrets) {
    it(`hides ${text.slice(0, 40).replaceAll('\n', ' ')}`, () => {
      assert.equal(hide(text), left);
      assert.equal(hide(left), left, 'a second time changes nothing');
    });
  }

  it('leaves what merely talks of secrets', () => {
    for (const text of [
      'interface User { name: string; password: string; apiKey?: string }',
      'const password = readPassword();\nconst token = await tokens.next();\nif (token === undefined) return;',
      'password: z.string().min(8), secret: process.env.SECRET, apiKey: settings.apiKey,',
      'const url = `postgres://${user}:${password}@${host}/db`;',
      'headers: { authorization: `Bearer ${key}` }, // a bearer token is wanted',
      'PASSWORD=${DB_PASSWORD}\nAPI_KEY=<your key>\nTOKEN=$TOKEN\nSECRET={{ vault }}',
      'See https://example.com:8080/path and mailto:someone@example.com and git@github.com:a/b.git.',
      "tokens: 1200, maxTokens: 4000, tokenCount=17, token: 'identifier'",
      'connect(password=get_password(), secret=vault["x"])',
      'The task-runner of risk-based testing; sk-fading-circle; 0123456789abcdef0123456789abcdef',
      '"Enter your password:"',
    ])
      assert.equal(hide(text), text);
  });

  it("leaves this repository's own code and documents alone", () => {
    const about = /secrets\.ts$|secretShapes/;
    const files = ['src', 'docs'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    );
    let seen = 0;
    for (const file of [...files, 'package.json', 'README.md', 'esbuild.mjs'].filter(
      (name) => /\.(ts|mjs|md|json|css)$/.test(name) && !about.test(name),
    )) {
      const text = readFileSync(join(root, file), 'utf8');
      const lines = text.split('\n');
      for (const [index, line] of hide(text).split('\n').entries()) assert.equal(line, lines[index], file);
      seen++;
    }
    assert.ok(seen > 200, `${seen} files`);
  });

  it('takes time in proportion to the text', () => {
    const took = cpuMs(() => {
      hide('a'.repeat(1_000_000));
      hide(
        `${'eyJaaaaaaaa'.repeat(20_000)} ` +
          `${'-----BEGIN PRIVATE KEY-----'.repeat(3_000)}${'token='.repeat(20_000)}${'://'.repeat(20_000)}${'a:'.repeat(50_000)}`,
      );
    });
    assert.ok(took < 10_000, `${took} ms`);
  });

  it('knows fields by their names', () => {
    for (const name of [
      'password',
      'dbPassword',
      'api_key',
      'apiKey',
      'token',
      'access-token',
      'clientSecret',
      'credentials',
    ])
      assert.ok(isSecretName(name), name);
    for (const name of ['key', 'outputKey', 'tokens', 'maxTokens', 'passed', 'path', 'secretary', 'keyword'])
      assert.ok(!isSecretName(name), name);
  });
});
