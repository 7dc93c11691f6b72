/** How many columns of a terminal a text takes: wide characters count twice, marks and colours nothing. */
export function charWidth(text) {
  let width = 0;
  // eslint-disable-next-line no-control-regex
  for (const char of text.replace(/\u001b\[[\d;]*m/g, '')) {
    const code = char.codePointAt(0);
    if (isMark(code)) continue;
    width += isWide(code) ? 2 : 1;
  }
  return width;
}

function isMark(code) {
  return (code >= 0x0300 && code <= 0x036f) || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f);
}

function isWide(code) {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff)
  );
}
