// @ts-check
import { existsSync } from 'node:fs';
import { findBrowser } from './findBrowser.mjs';
import { runProcess, runOrThrow, which } from './runProcess.mjs';

/**
 * Makes sure that the system has what the headless editor needs: a browser, a compiler with Python and make for
 * native modules, the Kerberos headers, and git. On Debian and Ubuntu they are installed when run as root.
 * @param {{ browser: boolean }} [options] browser: false when nobody but a person will open the editor
 * @throws Error naming what is missing and the command that installs it
 */
export async function ensureSystemPackages({ browser } = { browser: true }) {
  const missing = (await missingPackages()).filter((name) => browser || name !== browserPackage);
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (!(await which('apt-get'))) {
    throw new Error(
      `Missing: ${list} (Debian's names). Install their equivalents for this system, then run again; a browser ` +
        `elsewhere than on PATH can be named in CHROME_PATH.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      `Missing packages: ${list}. Install them with: sudo apt-get update && sudo apt-get install -y ${list}`,
    );
  }
  console.log(`Installing ${list} (apt-get)…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runProcess('apt-get', ['update', '-q'], { env });
  await runOrThrow('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], { env });
}

const browserPackage = 'chromium-headless-shell';

/** Debian's names of what is missing. */
async function missingPackages() {
  /** @type {[string, boolean | Promise<boolean>][]} */
  const checks = [
    [browserPackage, findBrowser().then(Boolean)],
    ['libkrb5-dev', hasKerberosHeaders()],
    ['python3', which('python3').then(Boolean)],
    ['make', which('make').then(Boolean)],
    ['g++', which('g++').then(Boolean)],
    ['git', which('git').then(Boolean)],
  ];
  const found = await Promise.all(checks.map(([, present]) => present));
  return checks.filter((_, index) => !found[index]).map(([name]) => name);
}

async function hasKerberosHeaders() {
  if (
    process.platform === 'darwin' ||
    ['/usr/include', '/usr/local/include'].some((folder) => existsSync(`${folder}/gssapi/gssapi.h`))
  )
    return true;
  return (await runProcess('sh', ['-c', 'krb5-config --cflags gssapi'])).code === 0;
}
