/** What a file whose name gives it away holds: `pattern` fits the name, or the end of the path where it has a slash. */
interface SecretKind {
  readonly pattern: RegExp;
  readonly holds: string;
}

const kinds: readonly SecretKind[] = [
  { pattern: /^\.env(?:\..+|rc)?$|\.env$/, holds: 'settings of the environment, passwords and tokens among them' },
  { pattern: /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$|\.ppk$/, holds: 'a private SSH key' },
  { pattern: /\.(?:pem|key|p12|pfx|p8|jks|keystore|kdbx)$/, holds: 'private keys' },
  {
    pattern: /^(?:\.npmrc|\.pypirc|\.gem\/credentials)$|(?:^|\/)\.(?:cargo|gem)\/credentials(?:\.toml)?$/,
    holds: 'the token of a package registry',
  },
  {
    pattern: /^(?:[._]netrc|\.git-credentials|\.pgpass|\.my\.cnf|\.htpasswd|\.s3cfg|\.vault-token|\.dockercfg)$/,
    holds: 'passwords',
  },
  {
    pattern: /(?:^|\/)\.(?:aws\/(?:credentials|config)|docker\/config\.json|kube\/config)$|^kubeconfig$/,
    holds: 'credentials of a service',
  },
  {
    pattern:
      /^\.?credentials(?:\.(?:json|ya?ml|toml|ini|properties))?$|^(?:client[_-]secret|service[_-]?account).*\.json$/,
    holds: 'credentials of a service',
  },
  {
    pattern: /^\.?secrets?\.(?:json|ya?ml|toml|ini|properties)$|\.tfvars(?:\.json)?$|\.tfstate(?:\.backup)?$/,
    holds: 'secrets of a deployment',
  },
  { pattern: /(?:^|\/)\.(?:ssh|gnupg)\/(?!.*\.pub$|known_hosts$).+$/, holds: 'private keys' },
];

/** Files made to be shown: `.env.example`, `credentials.sample.json`. */
const sample = /(?:^|[._-])(?:examples?|samples?|templates?)(?:[._-]|$)|^\.env\.(?:dist|defaults|schema)$/;

/**
 * What a file of this path holds that should not be shown without consent, in words that follow “it holds”; undefined
 * for all other files. Judged by the path alone, case ignored: nothing is read.
 */
export function secretsIn(path: string): string | undefined {
  const whole = path.replaceAll('\\', '/').toLowerCase();
  const name = whole.split('/').pop() ?? whole;
  if (sample.test(name)) return undefined;
  return kinds.find(({ pattern }) => pattern.test(name) || pattern.test(whole))?.holds;
}

/** Whether a file of this path holds secrets; `secretsIn` says which. */
export function isSecretPath(path: string): boolean {
  return secretsIn(path) !== undefined;
}

/** Whether a text is a private key, whatever its file is called. */
export function isPrivateKey(text: string): boolean {
  return /^\s*-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text);
}

/** What a search shows instead of a line of a file that holds secrets. */
export const hiddenLine = 'a match in a file that holds secrets (not shown)';
