import { badRequest } from '../server/errors.js';

/**
 * Checks an object field by field: `rules` is a map from name to a function that returns what is wrong, or nothing.
 * Returns the known fields. @throws HttpError 400 with all that is wrong
 */
export function check(value, rules) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('Send an object.');
  const details = {};
  const known = {};
  for (const [name, rule] of Object.entries(rules)) {
    const problem = rule(value[name]);
    if (problem) details[name] = problem;
    else if (value[name] !== undefined) known[name] = value[name];
  }
  for (const name of Object.keys(value)) if (!Object.hasOwn(rules, name)) details[name] = 'is not known';
  if (Object.keys(details).length > 0) throw badRequest('Some fields are wrong.', details);
  return known;
}

export const optional = (rule) => (value) => (value === undefined ? undefined : rule(value));

export const text =
  ({ most = 200 } = {}) =>
  (value) => {
    if (typeof value !== 'string' || value.trim() === '') return 'has to be a text';
    return value.length > most ? `has at most ${most} characters` : undefined;
  };

export const webAddress = (value) => {
  if (typeof value !== 'string' || !URL.canParse(value)) return 'has to be a web address';
  return ['http:', 'https:'].includes(new URL(value).protocol) ? undefined : 'has to begin with http: or https:';
};

export const listOf = (rule) => (value) => {
  if (!Array.isArray(value)) return 'has to be a list';
  const index = value.findIndex((each) => rule(each));
  return index < 0 ? undefined : `${index + 1}. ${rule(value[index])}`;
};

export const eventType = (value) =>
  typeof value === 'string' && /^(\*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?)$/.test(value)
    ? undefined
    : 'has to be a type such as invoice.paid or invoice.*';
