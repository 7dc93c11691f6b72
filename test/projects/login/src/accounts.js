import { hashPassword } from './login/passwords.js';

/** Accounts by e-mail address, upper and lower case alike. */
export function createAccounts() {
  const byEmail = new Map();

  return {
    add(email, password) {
      const key = normalize(email);
      if (byEmail.has(key)) throw new Error(`There is already an account for ${email}.`);
      const account = { id: byEmail.size + 1, email: key, password: hashPassword(password) };
      byEmail.set(key, account);
      return account;
    },

    find(email) {
      return byEmail.get(normalize(email));
    },
  };
}

function normalize(email) {
  return email.trim().toLowerCase();
}
