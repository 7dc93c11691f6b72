import { pattern } from '../../base/pattern';
import type { ShellAssignment } from './splitCommand';

/** Names, or parts of names, of variables by which programs are told to load or run something else. */
const telling = [
  pattern()`
  ^(?:PATH|IFS|ENV|SHELL|SHELLOPTS|HOME|USER|CDPATH|TMPDIR|TEMP|TMP|PS[0-4]|VISUAL|BROWSER|DISPLAY|CC|CXX
  |CPP|LD|AR|AS|RANLIB|STRIP|VITE|GOROOT|GOFLAGS)$
`,
  pattern('i')`
  ^(?:BASH|LD_|DYLD_|GIT|SSH|SUDO|npm_|NPM_|YARN|PNPM|BUN|DENO|PIP|UV_|POETRY|PERL|RUBY|GEM|BUNDLE|JAVA|JDK
  |_JAVA|MAVEN|MVN|GRADLE|CARGO|RUSTC|RUSTFLAGS|RUSTDOC|CGO|MAKE|CMAKE|LESS|MAN|PROMPT|XDG_|DOCKER|KUBE|AWS_
  |AZURE|GOOGLE|TF_|ELECTRON_|VSCODE_|COREPACK|OPENSSL|SSL_|CURL|WGET|TAR|ZIP|GZIP|LUA|PHP|DOTNET|NUGET
  |MSBUILD|MONO|HISTFILE|INPUTRC|LC_ALL_)
`,
  /^(?:NODE_(?!ENV$)|PYTHON(?!UNBUFFERED$|DONTWRITEBYTECODE$|HASHSEED$|IOENCODING$|UTF8$)|GO(?!OS$|ARCH$))/i,
  pattern('i')`
  (?:PAGER|EDITOR|COMMAND|CMD|ASKPASS|PROXY|OPTS|OPTIONS|ARGS|FLAGS|WRAPPER|PATH|PRELOAD|HOME|SHELL|EXEC|BIN
  |BINARY|SCRIPT|HOOK|HOOKS|PLUGIN|PLUGINS|LOADER|IMPORT|REQUIRE|CONFIG|RC|ROOT|DIR|FILE|LIB|LIBS|REGISTRY
  |URL|HOST|TOKEN)$
`,
];

/**
 * Whether setting the variable can change nothing but what a program says or how it behaves: `FOO=1`, `NODE_ENV=test`.
 */
export function isHarmlessAssignment({ name, value }: ShellAssignment): boolean {
  if (value?.kind !== 'plain' || !/^[\w.,:@%+-]*$/.test(value.text)) return false;
  return !telling.some((pattern) => pattern.test(name));
}

/** Reads `NAME=value`, as `env` takes it. */
export function asAssignment(text: string): ShellAssignment | undefined {
  const match = /^([A-Za-z_]\w*)=([^]*)$/.exec(text);
  return match ? { name: match[1] ?? '', value: { text: match[2] ?? '', kind: 'plain' } } : undefined;
}
