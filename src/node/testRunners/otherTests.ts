import type { ProjectReader, TestCommand, TestFramework } from './testCommand';

const isWindows = process.platform === 'win32';

/** Tests of languages whose tools know by themselves where the tests are, one command for each that is found. */
export async function otherTests(project: ProjectReader): Promise<TestCommand[]> {
  const found: TestCommand[] = [];
  for (const [framework, detect] of Object.entries(detectors)) {
    const told = await detect(project);
    if (!told) continue;
    const { line, file } = told;
    found.push({
      framework: framework as TestFramework,
      line,
      passOn: '',
      script: line,
      from: { by: 'runner', file, why: `${file} in the project` },
    });
  }
  return found;
}

/** The line, and the file that tells it. */
type Detector = (project: ProjectReader) => Promise<{ readonly line: string; readonly file: string } | undefined>;

const detectors: Partial<Record<TestFramework, Detector>> = {
  go: async ({ exists }) => {
    for (const file of ['go.mod', 'go.work']) if (await exists(file)) return { line: 'go test ./...', file };
    return undefined;
  },
  cargo: async ({ readText }) => {
    const manifest = await readText('Cargo.toml');
    if (manifest === undefined) return undefined;
    const line = /^\s*\[workspace\]/m.test(manifest) ? 'cargo test --workspace' : 'cargo test';
    return { line, file: 'Cargo.toml' };
  },
  maven: async ({ exists }) =>
    (await exists('pom.xml'))
      ? { line: `${await wrapper(exists, 'mvnw', 'mvnw.cmd', 'mvn')} test`, file: 'pom.xml' }
      : undefined,
  gradle: async ({ exists }) => {
    for (const file of ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'])
      if (await exists(file))
        return { line: `${await wrapper(exists, 'gradlew', 'gradlew.bat', 'gradle')} test`, file };
    return undefined;
  },
  dotnet: async ({ list }) => {
    const file = (await list('.')).find((name) => /\.(?:sln|slnx|[cf]sproj|vbproj)$/.test(name));
    return file === undefined ? undefined : { line: 'dotnet test', file };
  },
  rspec: async ({ exists, list, readText }) => {
    const spec = (await list('spec')).find((name) => name.endsWith('_spec.rb') || name === 'spec_helper.rb');
    const file = (await exists('.rspec')) ? '.rspec' : spec && `spec/${spec}`;
    if (file === undefined) return undefined;
    const bundled = /\brspec\b/.test(`${await readText('Gemfile.lock')}${await readText('Gemfile')}`);
    return { line: bundled ? 'bundle exec rspec' : 'rspec', file };
  },
  phpunit: async ({ exists }) => {
    let configured: string | undefined;
    for (const file of ['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml'])
      if (await exists(file)) configured ??= file;
    if (await exists('vendor/bin/phpunit'))
      return {
        line: isWindows ? 'vendor\\bin\\phpunit' : 'vendor/bin/phpunit',
        file: configured ?? 'vendor/bin/phpunit',
      };
    return configured === undefined ? undefined : { line: 'phpunit', file: configured };
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
