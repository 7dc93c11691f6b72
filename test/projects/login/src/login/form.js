import { passwordMatches } from './passwords.js';
import { validateLogin } from './validate.js';

/**
 * Signs a person in with the fields of the form.
 * Returns { session } or { problems }: a message for each field, or under `form` when the two do not belong together.
 */
export function submitLogin(fields, { accounts, sessions }) {
  const problems = validateLogin(fields);
  if (Object.keys(problems).length > 0) return { problems };

  const account = accounts.find(fields.email);
  // The same words in both cases, so that nobody can find out who has an account.
  if (!account || !passwordMatches(fields.password, account.password)) {
    return { problems: { form: 'E-mail address or password is wrong.' } };
  }
  return { session: sessions.start(account) };
}
