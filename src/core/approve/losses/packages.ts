import type { Loss } from './loss';

const publishes = 'It publishes a package, or takes one back; that cannot be undone.';
const identity = 'It changes who you are to the package registry.';

/** What publishes packages and takes them back, and who one is to registries. */
export const packages: readonly Loss[] = [
  {
    calls: ['npm publish|unpublish|deprecate|undeprecate|owner|author|access|token|team|org|trust|stage', 'npm dist-tag|dist-tags add|a|rm|r|set|s|d', 'npm profile set|enable-2fa|disable-2fa'],
    why: publishes,
    examples: ['npm publish', 'npm publ', 'npm pu', 'npm --silent publish', 'npm --prefix x publish', 'npm unpub x', 'npm deprecate x y', 'npm dist-tag rm x latest', 'npm dist-tags add x', '/usr/bin/npm publish', 'node /usr/lib/node_modules/npm/bin/npm-cli.js publish', 'npx npm@latest publish', 'npm exec npm publish', '\\npm publish', 'command npm publish', 'npm access public'],
  },
  {
    calls: ['pnpm|yarn|bun … publish|unpublish|deprecate', 'yarn npm publish|login|logout|tag', 'yarn … tag add|remove', 'yarn|pnpm|bun owner|access|token|team', 'lerna|np|semantic-release|release-it|changeset|standard-version|auto|nx|turbo|rush|beachball|shipjs|release-please … publish|release|version|major|minor|patch|github-release', 'np|semantic-release|release-it', 'vsce|ovsx|jsr|deno|web-ext publish|unpublish|login|logout|add-publisher|delete-publisher|create-namespace|sign|submit', 'bower register|unregister'],
    why: publishes,
    examples: ['pnpm publish', 'pnpm -r publish', 'yarn npm publish', 'yarn publish', 'yarn workspace a npm publish', 'yarn workspaces foreach npm publish', 'bun publish', 'npx lerna publish', 'npx np', 'npx semantic-release', 'npx changeset publish', 'npx vsce publish', 'corepack pnpm publish', 'npx jsr publish', 'deno publish'],
  },
  { calls: ['npm|pnpm|yarn|bun login|logout', 'npm adduser|add-user'], why: identity, examples: ['npm login', 'npm adduser', 'yarn logout'] },
  { calls: ['cargo publish|yank|owner|login|logout', 'cargo release|workspaces|smart-release', 'cargo-release|release-plz release|publish'], why: publishes, examples: ['cargo publish', 'cargo +nightly publish', 'cargo yank --version 1', 'cargo --config x publish', 'cargo publ'] },
  { calls: ['gem push|yank|owner|signin|signout', 'rake release*', 'bundle exec rake release*'], why: publishes, examples: ['gem push x', 'gem pus x', 'gem yank x', 'rake release'] },
  { calls: ['twine upload|register', 'poetry|uv|flit|hatch|pdm|rye|maturin|setuptools publish|upload', 'setup.py … upload|register', 'anaconda|conda upload|remove'], why: publishes, examples: ['twine upload x', 'python -m twine upload dist/*', 'uvx twine upload x', 'poetry publish', 'uv publish', 'python setup.py sdist upload', 'hatch publish'] },
  { calls: ['dotnet nuget push|delete', 'nuget push|delete', 'mvn … deploy|deploy:*|release:*|nexus-*|*:deploy*|*:release', 'gradle … pub*|upl*|*:publish*|*:upload*|release', 'sbt … publish*|release*|sonatype*', 'lein|boot deploy|release', 'mix hex.publish|hex.retire', 'pod trunk', 'dart|flutter|pub pub|publish', 'dart|flutter pub publish', 'composer|packagist publish', 'luarocks upload', 'cabal|stack upload', 'helm push', 'cpan-upload|mint|conan|vcpkg upload|remove', 'goreleaser release', 'jreleaser full-release|release|publish|upload'], when: ({ program, args }) => !/^(?:dart|flutter|pub)$/.test(program) || args.some(({ text }) => text === 'publish'), why: publishes, examples: ['dotnet nuget push x', 'nuget delete x', 'mvn deploy', 'mvn clean deploy', 'mvn release:perform', 'gradle publish', './gradlew build publishToMavenLocal', './gradlew :a:publish', 'mix hex.publish', 'pod trunk push x', 'dart pub publish', 'goreleaser release', 'gradle pub'] },
];
