import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { ProjectReader, TestCommand } from './testCommand';

const isWindows = process.platform === 'win32';

/** Tests that pytest would find. */
export async function pythonTests(project: ProjectReader): Promise<TestCommand | undefined> {
  if (!(await usesPytest(project))) return undefined;
  const line = `${await python(project)} -m pytest`;
  return { framework: 'pytest', line, passOn: '', script: line };
}

async function usesPytest(project: ProjectReader): Promise<boolean> {
  if ((await project.exists('pytest.ini')) || (await project.exists('conftest.py'))) return true;
  for (const [file, section] of [['pyproject.toml', /^\s*\[tool\.pytest/m], ['setup.cfg', /^\[tool:pytest\]/m], ['tox.ini', /^\[pytest\]/m]] as const) {
    if (section.test((await project.readText(file)) ?? '')) return true;
  }
  for (const folder of ['tests', 'test', '.']) {
    if ((await project.list(folder)).some((name) => /^(test_.*|.*_test)\.py$/.test(name))) return true;
  }
  return false;
}

/** The project's own environment where it has one, else what the PATH offers. */
async function python(project: ProjectReader): Promise<string> {
  for (const folder of ['.venv', 'venv']) {
    const path = isWindows ? `${folder}\\Scripts\\python.exe` : `${folder}/bin/python`;
    if (await project.exists(path)) return path;
  }
  return (await isOnPath('python')) || !(await isOnPath('python3')) ? 'python' : 'python3';
}

async function isOnPath(name: string): Promise<boolean> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const found = await access(join(folder, isWindows ? `${name}.exe` : name), constants.X_OK).then(() => true, () => false);
    if (found) return true;
  }
  return false;
}
