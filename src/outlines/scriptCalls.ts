import { bodyBrace } from './scriptBodies';
import { notNames, type Found } from './scriptRules';
import { lineAt, type CodeLine, type Source } from './source';
import { hookCalls, testCalls } from './testCalls';

const call = /^\s*((?:await\s+)?[\w$]+(?:\.[\w$]+)*)\s*\(/;

/**
 * A test, a hook, or a call near the top level that is given a name and a function (routes, listeners, registrations).
 */
export function callAt(source: Source, { index, start, masked }: CodeLine, depth: number): Found | undefined {
  const found = call.exec(masked);
  const callee = found?.[1]?.replace(/^await\s+/, '');
  if (!found || !callee || notNames.has(callee)) return undefined;
  let paren = start + found[0].length - 1;
  let close = source.match[paren] ?? -1;
  if (close < 0) return undefined;
  const isTest = testCalls.test(callee);
  // it.each([…])('title', …)
  if (isTest && source.masked[close + 1] === '(') {
    paren = close + 1;
    close = source.match[paren] ?? close;
  }
  const title = /^\s*(["'`])((?:\\.|(?!\1)[\s\S])*)\1/.exec(source.text.slice(paren + 1, paren + 400))?.[2];
  const takesFunction =
    /=>\s*\{?\s*$|\bfunction\b[^{}]*\{?\s*$/.test(masked) ||
    (/\(\s*$/.test(masked) && /=>|\bfunction\b/.test(source.masked.slice(paren, Math.min(close, paren + 400))));
  if (isTest && title !== undefined)
    return { name: title, kind: 'test', extent: { end: close, body: bodyBrace(source, paren, close) }, sign: 'head' };
  if (
    hookCalls.test(callee) &&
    /^\s*(?:async\s*)?(?:function\b|\(|[\w$]+\s*=>)/.test(source.masked.slice(paren + 1, paren + 60))
  )
    return { name: callee, kind: 'test', extent: { end: close, body: bodyBrace(source, paren, close) }, sign: 'head' };
  if (depth <= 1 && title !== undefined && takesFunction && lineAt(source, close) - index >= 2)
    return {
      name: `${callee} ${title}`,
      kind: 'call',
      extent: { end: close, body: bodyBrace(source, paren, close) },
      sign: 'head',
    };
  return undefined;
}
