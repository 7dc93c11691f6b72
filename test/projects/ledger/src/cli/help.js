/** What `ledger help` prints. */
export const help = `Usage: ledger <command> [query…] [options]

Commands
  balance    what is in each account
  register   postings one by one, with a running balance
  income     what came in, what went out, what is left
  monthly    accounts by months
  cashflow   where money came from and went to
  budget     budgets against what was spent
  add        adds a transaction: ledger add "2024-03-01 Bakery" "Expenses:Food  4.20 EUR" "Assets:Cash"
  check      tells what is wrong with the journal
  export     writes all transactions, sorted, or as --csv or --json

Options
  -f, --file <path>      the journal
  -p, --period <period>  2024, 2024-03, 2024-Q1 or 2024-03-01..2024-03-15
  -d, --depth <n>        cuts accounts to so many parts
  -e, --empty            shows accounts that are at nothing
  -n, --newest           newest first (register)
  -c, --currency <code>  the currency of monthly
      --csv, --json      for machines
  -h, --help             this text
  -v, --version          the version
`;
