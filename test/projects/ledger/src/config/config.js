import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isCode } from '../amounts/currencies.js';
import { JournalError } from '../journal/errors.js';
import { defaults } from './defaults.js';

const fileName = '.ledgerrc.json';

const checks = {
  journal: (value) => typeof value === 'string' && value !== '',
  currency: (value) => value === '' || (typeof value === 'string' && isCode(value)),
  amountStyle: (value) => ['code', 'symbol'].includes(value),
  depth: (value) => Number.isInteger(value) && value >= 0,
  maxWidth: (value) => Number.isInteger(value) && (value === 0 || value >= 40),
  backups: (value) => Number.isInteger(value) && value >= 0 && value <= 100,
  lockSeconds: (value) => typeof value === 'number' && value >= 0,
  cashAccounts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
};

/**
 * The settings: the defaults, over them the nearest `.ledgerrc.json` upwards from a folder, over it the environment
 * (`LEDGER_FILE` for the journal, `LEDGER_CURRENCY`).
 * @throws JournalError for a setting that is not known or has a wrong value
 */
export function loadConfig(folder, { env = {}, read = readText } = {}) {
  const found = findUpwards(folder, read);
  const own = found ? parse(found.text, found.file) : {};
  for (const [key, value] of Object.entries(own)) check(key, value, found.file);
  const config = { ...defaults, ...own };
  if (env.LEDGER_CURRENCY) {
    check('currency', env.LEDGER_CURRENCY, 'LEDGER_CURRENCY');
    config.currency = env.LEDGER_CURRENCY;
  }
  const base = found ? dirname(found.file) : folder;
  config.journal = env.LEDGER_FILE ? resolve(folder, env.LEDGER_FILE) : resolve(base, config.journal);
  return config;
}

function check(key, value, where) {
  if (!Object.hasOwn(checks, key)) throw new JournalError(`${where}: there is no setting “${key}”.`);
  if (!checks[key](value)) throw new JournalError(`${where}: ${JSON.stringify(value)} is no value for “${key}”.`);
}

function findUpwards(folder, read) {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, fileName);
    const text = read(file);
    if (text !== undefined) return { file, text };
    if (dirname(at) === at) return undefined;
  }
}

function parse(text, file) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new JournalError(`${file} is no JSON: ${error.message}`);
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
