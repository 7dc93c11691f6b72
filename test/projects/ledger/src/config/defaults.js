/** Every setting, with its default. The file `.ledgerrc.json` beside the journal may name any of them. */
export const defaults = Object.freeze({
  /** The journal, relative to the configuration's folder. */
  journal: 'main.journal',
  /** The currency of amounts that name none; the journal's own `currency` comes first. */
  currency: '',
  /** How amounts are written: `code` (12.50 EUR) or `symbol` (€12.50). */
  amountStyle: 'code',
  /** How deep accounts are shown in reports that have no `--depth`; 0 shows all. */
  depth: 0,
  /** Widest line of a table; 0 takes the terminal's width. */
  maxWidth: 0,
  /** Copies of the journal that are kept when it is written; 0 keeps none. */
  backups: 5,
  /** How long writing waits for another program that writes the same journal, in seconds. */
  lockSeconds: 10,
  /** Accounts that `cashflow` takes as one's own. */
  cashAccounts: ['Assets'],
});
