import { add } from './add.js';
import { balance } from './balance.js';
import { budget } from './budget.js';
import { cashflow } from './cashflow.js';
import { check } from './check.js';
import { exportJournal } from './export.js';
import { income } from './income.js';
import { monthly } from './monthly.js';
import { register } from './register.js';

/** Every command by its name. Each gets a context and returns an exit code. */
export const commands = { add, balance, budget, cashflow, check, export: exportJournal, income, monthly, register };
