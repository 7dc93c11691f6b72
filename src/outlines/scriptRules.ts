import type { Extent } from './source';

/** What a line of a script begins. */
export interface Found {
  readonly name: string;
  readonly kind: string;
  readonly extent: Extent;
  /** `head`: up to the body; `whole`: as much as fits. */
  readonly sign: 'head' | 'whole';
}

/** A `{` after these begins a type literal, not a body. */
export const typeBrace = /(?:[:|&<,=]|\bextends)\s*$/;
/** Lines that begin another declaration, so that an overload without a semicolon ends before them. */
export const nextDeclaration =
  /^\s*(?:@\w|(?:export|declare|abstract|async|function|class|interface|enum|type|const|let|var|import|namespace|public|private|protected|static)\s)/;

/** Words before round brackets that name no function. */
export const notNames = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'function',
  'return',
  'with',
  'else',
  'do',
  'try',
  'await',
  'new',
  'typeof',
  'case',
  'throw',
  'super',
  'import',
  'default',
  'const',
  'let',
  'var',
  'in',
  'of',
  'yield',
  'class',
  'delete',
  'void',
  'finally',
]);
