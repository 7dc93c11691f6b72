/** Says that a report leaves something out, and where to read more. */
export function warnOfErrors({ errors }, warn) {
  if (errors.length === 0) return;
  const [first] = errors;
  const more = errors.length === 1 ? '' : `, and ${errors.length - 1} more`;
  warn(`${String(first)}${more}. What is wrong is left out; ledger check tells all.`);
}
