import { pattern } from './pattern';

const generated = pattern('i')`
  (^|\/)(package-lock\.json|pnpm-lock\.yaml|.*\.lockb?|go\.sum|.*\.min\.(js|css)|.*\.map|.*\.snap)$
  |(^|\/)(dist|out|vendor|coverage)\/|(^|\/)build\/.*\.(js|css|html|json)$
`;

/** Whether what stands at a path is generated, and nobody looks there for code. */
export function isGenerated(path: string): boolean {
  return generated.test(path);
}
