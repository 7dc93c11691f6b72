/** Whether an event's type is one of those that an endpoint wants: `invoice.paid`, `invoice.*`, `*`. */
export function wants(types, type) {
  return types.length === 0 || types.some((each) => fits(each, type));
}

function fits(pattern, type) {
  if (pattern === '*' || pattern === type) return true;
  return pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));
}
