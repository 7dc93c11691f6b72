import assert from 'node:assert/strict';
import { isPrivateKey, isSecretPath, secretsIn } from '../../../src/base/secretPaths';

describe('secret paths', () => {
  it('knows files that hold secrets, at any depth and in any case', () => {
    const secret = [
      '.env',
      '.env.local',
      'app/.env.production',
      'prod.env',
      '.ENV',
      '.envrc',
      'id_rsa',
      'keys/id_ed25519',
      'server.pem',
      'tls/server.key',
      'cert.p12',
      'cert.pfx',
      'android/release.jks',
      'pass.kdbx',
      '.npmrc',
      'packages/a/.npmrc',
      '.pypirc',
      '.netrc',
      '_netrc',
      '.git-credentials',
      '.pgpass',
      '.htpasswd',
      '.aws/credentials',
      'home/.docker/config.json',
      '.kube/config',
      'credentials.json',
      'credentials',
      'client_secret_123.json',
      'service-account.json',
      'secrets.yaml',
      'config/secrets.yml',
      'prod.tfvars',
      'terraform.tfstate',
      '.ssh/work',
      'dir\\.env',
    ];
    for (const path of secret) assert.ok(isSecretPath(path), path);
  });

  it('lets everything else be read', () => {
    const open = [
      '.env.example',
      '.env.sample',
      'app/.env.template',
      '.env.dist',
      '.env.schema',
      'credentials.example.json',
      'example.env',
      'id_rsa.pub',
      '.ssh/id_rsa.pub',
      '.ssh/known_hosts',
      'src/env.ts',
      'environment.ts',
      'src/credentials.ts',
      'src/secrets.ts',
      'docker/config.json',
      'src/key.ts',
      'keys.json',
      'monkey',
      'src/service-account.ts',
      '.gitignore',
      '.eslintrc.json',
      'package.json',
      'src/.environment/a.ts',
      '',
    ];
    for (const path of open) assert.ok(!isSecretPath(path), path);
  });

  it('says what they hold', () => {
    assert.equal(secretsIn('deploy/id_rsa'), 'a private SSH key');
    assert.match(secretsIn('.env') ?? '', /passwords and tokens/);
    assert.equal(secretsIn('README.md'), undefined);
  });

  it('knows a private key by its first line', () => {
    assert.ok(isPrivateKey('-----BEGIN RSA PRIVATE KEY-----\nMII'));
    assert.ok(isPrivateKey('\n-----BEGIN PRIVATE KEY-----\n'));
    assert.ok(!isPrivateKey('-----BEGIN PUBLIC KEY-----\n'));
    assert.ok(!isPrivateKey("const header = '-----BEGIN PRIVATE KEY-----';"));
  });
});
