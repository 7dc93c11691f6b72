import { pattern } from './pattern';
import { firstChars } from './text';

const generated = pattern('i')`
  (^|\/)(package-lock\.json|pnpm-lock\.yaml|.*\.lockb?|go\.sum|.*\.min\.(js|css)|.*\.map|.*\.snap)$
  |(^|\/)(dist|out|vendor|coverage)\/|(^|\/)build\/.*\.(js|css|html|json)$
`;

/** Whether what stands at a path is generated, and nobody looks there for code. */
export function isGenerated(path: string): boolean {
  return generated.test(path);
}

/** A generator says so at the top. */
const top = 1_000;
const says = pattern('i')`
  ^\W*(?:@generated|code[ ]generated[ ]by|generated[ ](?:by|from|with))\b
  |\bauto-?\s?generated\b|\bdo[ ]not[ ](?:edit|modify)\b
`;
/** A longer line is none that people write. */
const longLine = /[^\n]{2000}/;

/** Whether a text of code says that it is generated, or looks so. */
export function saysGenerated(text: string): boolean {
  return (
    firstChars(text, top)
      .split('\n')
      .some((line) => says.test(line)) || longLine.test(text)
  );
}
