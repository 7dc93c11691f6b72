export const shortestPassword = 8;

/**
 * Checks the fields of the sign-in form.
 * Returns a message for each wrong field; an empty object means that all is well.
 */
export function validateLogin({ email, password }) {
  const problems = {};
  if (!email?.trim()) problems.email = 'Enter your e-mail address.';
  if (!password) problems.password = 'Enter your password.';
  else if (password.length < shortestPassword) problems.password = `A password has at least ${shortestPassword} characters.`;
  return problems;
}
