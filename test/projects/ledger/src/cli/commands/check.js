/** What is wrong with the journal; accounts that are used without being declared, where any are declared. */
export async function check({ journal, print }) {
  const { errors, transactions, accounts } = await journal();
  const undeclared = new Map();
  if (accounts.size > 0) {
    for (const { postings, file, line } of transactions) {
      for (const { account } of postings) {
        if (!accounts.has(account) && !undeclared.has(account)) undeclared.set(account, `${file}:${line}`);
      }
    }
  }
  for (const error of errors) print(String(error));
  for (const [account, place] of undeclared) print(`${place}: ${account} is not declared.`);
  const count = errors.length + undeclared.size;
  print(count === 0 ? `${transactions.length} transactions, nothing wrong.` : `${count} to correct.`);
  return count === 0 ? 0 : 1;
}
