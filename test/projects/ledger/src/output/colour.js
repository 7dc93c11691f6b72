const codes = { red: 31, green: 32, yellow: 33, blue: 34, dim: 2, bold: 1 };

/** Colours for a terminal; plain text where there is none, or where `NO_COLOR` is set. */
export function createColours({ isTerminal, env = {} }) {
  const on = isTerminal && !env.NO_COLOR;
  const paint = (name) => (text) => (on ? `\u001b[${codes[name]}m${text}\u001b[0m` : text);
  return Object.fromEntries(Object.keys(codes).map((name) => [name, paint(name)]));
}
