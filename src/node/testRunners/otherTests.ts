import type { ProjectReader, TestCommand, TestFramework } from './testCommand';

const isWindows = process.platform === 'win32';

/** Tests of languages whose tools know by themselves where the tests are, one command for each that is found. */
export async function otherTests(project: ProjectReader): Promise<TestCommand[]> {
  const found: TestCommand[] = [];
  for (const [framework, detect] of Object.entries(detectors)) {
    const line = await detect(project);
    if (line !== undefined) found.push({ framework: framework as TestFramework, line, passOn: '', script: line });
  }
  return found;
}

type Detector = (project: ProjectReader) => Promise<string | undefined>;

const detectors: Partial<Record<TestFramework, Detector>> = {
  go: async ({ exists }) => ((await exists('go.mod')) || (await exists('go.work')) ? 'go test ./...' : undefined),
  cargo: async ({ readText }) => {
    const manifest = await readText('Cargo.toml');
    if (manifest === undefined) return undefined;
    return /^\s*\[workspace\]/m.test(manifest) ? 'cargo test --workspace' : 'cargo test';
  },
  maven: async ({ exists }) =>
    (await exists('pom.xml')) ? `${await wrapper(exists, 'mvnw', 'mvnw.cmd', 'mvn')} test` : undefined,
  gradle: async ({ exists }) => {
    for (const file of ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'])
      if (await exists(file)) return `${await wrapper(exists, 'gradlew', 'gradlew.bat', 'gradle')} test`;
    return undefined;
  },
  dotnet: async ({ list }) => {
    const names = await list('.');
    if (names.some((name) => /\.(?:sln|slnx|[cf]sproj|vbproj)$/.test(name))) return 'dotnet test';
    return undefined;
  },
  rspec: async ({ exists, list, readText }) => {
    if (
      !(await exists('.rspec')) &&
      !(await list('spec')).some((name) => name.endsWith('_spec.rb') || name === 'spec_helper.rb')
    )
      return undefined;
    const bundled = /\brspec\b/.test(`${await readText('Gemfile.lock')}${await readText('Gemfile')}`);
    return bundled ? 'bundle exec rspec' : 'rspec';
  },
  phpunit: async ({ exists }) => {
    const configured =
      (await exists('phpunit.xml')) || (await exists('phpunit.xml.dist')) || (await exists('phpunit.dist.xml'));
    if (await exists('vendor/bin/phpunit')) return isWindows ? 'vendor\\bin\\phpunit' : 'vendor/bin/phpunit';
    return configured ? 'phpunit' : undefined;
  },
};

/** The project's own wrapper where it has one, else what the PATH offers. */
async function wrapper(
  exists: ProjectReader['exists'],
  unix: string,
  windows: string,
  program: string,
): Promise<string> {
  if (await exists(isWindows ? windows : unix)) return isWindows ? `.\\${windows}` : `./${unix}`;
  return program;
}
