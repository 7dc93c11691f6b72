/** Languages by extension, named as the editor does. */
const languages: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    typescript: 'ts mts cts',
    typescriptreact: 'tsx',
    javascript: 'js mjs cjs',
    javascriptreact: 'jsx',
    vue: 'vue',
    svelte: 'svelte',
    astro: 'astro',
    python: 'py pyi pyw',
    ruby: 'rb rake gemspec',
    go: 'go',
    rust: 'rs',
    java: 'java',
    kotlin: 'kt kts',
    scala: 'scala',
    swift: 'swift',
    csharp: 'cs',
    c: 'c h',
    cpp: 'cpp cc cxx hpp hh hxx',
    php: 'php',
    dart: 'dart',
    lua: 'lua',
    elixir: 'ex exs',
    haskell: 'hs',
    zig: 'zig',
    shellscript: 'sh bash zsh',
    powershell: 'ps1 psm1',
    perl: 'pl pm',
    r: 'r',
    sql: 'sql',
    css: 'css',
    scss: 'scss',
    less: 'less',
    html: 'html htm',
    json: 'json jsonc json5',
    yaml: 'yml yaml',
    toml: 'toml',
    xml: 'xml',
    markdown: 'md mdx markdown',
  }).flatMap(([language, extensions]) => extensions.split(' ').map((extension) => [extension, language])),
);
/** Of these an outline tells as much as a language server would. */
const notCode = new Set('css scss less html json yaml toml xml markdown plaintext binary'.split(' '));

/** A path's extension, lower case, without the dot; empty when it has none. */
export function extensionOf(path: string): string {
  return /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

/** A file's language by its name; `plaintext` when that tells nothing. */
export function languageOf(path: string): string {
  return languages[extensionOf(path)] ?? 'plaintext';
}

/** Whether a language server may know symbols of it. */
export function isCode(language: string): boolean {
  return !notCode.has(language);
}
