import type { ProjectReader, TestCommand, TestFramework, TestSource } from './testCommand';

const isWindows = process.platform === 'win32';
const isTestFile = (name: string): boolean => /^(test_.*|.*_test)\.py$/.test(name);

/**
 * Tests that pytest would find; those that Python's own unittest would find where the tests are written for it and the
 * project nowhere speaks of pytest.
 */
export async function pythonTests(project: ProjectReader, wanted?: TestFramework): Promise<TestCommand | undefined> {
  const files = await testFiles(project);
  const configured = await speaksOfPytest(project);
  if (!configured && files.length === 0) return undefined;
  const program = await python(project);
  if (wanted === 'unittest' || (wanted !== 'pytest' && !configured && (await isForUnittest(project, files)))) {
    // unittest looks into packages only, so a folder that is none has to be named.
    const folder = ['tests', 'test'].find((name) => files.some((file) => file.startsWith(`${name}/`)));
    const isPackage =
      folder === undefined ||
      files.some((file) => !file.includes('/')) ||
      (await project.exists(`${folder}/__init__.py`));
    const line = `${program} -m unittest${isPackage ? '' : ` discover -s ${folder}`}`;
    return { framework: 'unittest', line, passOn: '', script: line, ...from(testFile(files) ?? configured) };
  }
  const line = `${program} -m pytest`;
  return { framework: 'pytest', line, passOn: '', script: line, ...from(configured ?? testFile(files)) };
}

function from(source: TestSource | undefined): Pick<TestCommand, 'from'> {
  return source ? { from: source } : {};
}

function testFile([file]: readonly string[]): TestSource | undefined {
  return file === undefined ? undefined : { by: 'tests', file, why: `test files such as ${file}` };
}

async function speaksOfPytest(project: ProjectReader): Promise<TestSource | undefined> {
  for (const file of ['pytest.ini', 'conftest.py', 'tests/conftest.py'])
    if (await project.exists(file)) return { by: 'runner', file, why: `${file} in the project` };
  for (const [file, words] of [
    ['pyproject.toml', /^\s*\[tool\.pytest|["']pytest\b|^\s*pytest\s*=/m],
    ['setup.cfg', /^\[tool:pytest\]|^\s*pytest\b/m],
    ['tox.ini', /\bpytest\b/],
    ['requirements.txt', /^pytest\b/m],
    ['requirements-dev.txt', /^pytest\b/m],
    ['dev-requirements.txt', /^pytest\b/m],
    ['Pipfile', /^pytest\b/m],
  ] as const) {
    if (words.test((await project.readText(file)) ?? '')) return { by: 'runner', file, why: `pytest in ${file}` };
  }
  return undefined;
}

async function testFiles(project: ProjectReader): Promise<string[]> {
  const files: string[] = [];
  for (const folder of ['tests', 'test', '.']) {
    for (const name of await project.list(folder))
      if (isTestFile(name)) files.push(folder === '.' ? name : `${folder}/${name}`);
  }
  return files;
}

/** Some files are looked into: tests for pytest are functions, those for unittest classes made from its own. */
async function isForUnittest(project: ProjectReader, files: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(files.slice(0, 20).map((file) => project.readText(file)));
  const all = texts.join('\n');
  return (
    /^\s*(?:import|from) unittest\b/m.test(all) && !/^\s*(?:import|from) pytest\b|^(?:async )?def test_/m.test(all)
  );
}

function inFolder(folder: string): string[] {
  return ['.venv', 'venv'].map((name) => (folder === '.' ? name : `${folder}/${name}`));
}

/** The project's own environment where it has one, else what the PATH offers. */
async function python(project: ProjectReader): Promise<string> {
  for (const folder of ['.', ...(project.above ?? [])].flatMap((each) => inFolder(each))) {
    const path = isWindows ? `${folder}\\Scripts\\python.exe` : `${folder}/bin/python`;
    if (await project.exists(path)) return path;
  }
  return (await project.canStart('python')) || !(await project.canStart('python3')) ? 'python' : 'python3';
}
