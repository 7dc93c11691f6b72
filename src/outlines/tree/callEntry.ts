import { hookCalls, testCalls } from '../testCalls';
import type { Declared, Place } from './grammar';
import { bodyOf, linesOf, unquoted } from './scriptValues';
import type { SyntaxNode } from './syntax';

/**
 * A test, a hook, or a call near the top level that is given a name and a function (routes, listeners, registrations).
 */
export function callOf(call: SyntaxNode, place: Place): Declared | undefined {
  const called = call.childForFieldName('function');
  // it.each([…])('title', …)
  const inner = called?.type === 'call_expression' ? called.childForFieldName('function') : called;
  const callee = inner && /^[\w$]+(?:\.[\w$]+)*$/.test(inner.text) ? inner.text : undefined;
  if (callee === undefined) return undefined;
  const given = call.childForFieldName('arguments')?.namedChildren ?? [];
  let first = given.find((each) => each?.type !== 'comment');
  // 'title ' + code
  while (first?.type === 'binary_expression') first = first.childForFieldName('left');
  const title = first && /^(?:string|template_string)$/.test(first.type) ? unquoted(first.text) : undefined;
  const callback = callbackAmong(given);
  const body = bodyOf(callback);
  if (testCalls.test(callee)) return title === undefined ? undefined : { name: title, kind: 'test', body };
  if (hookCalls.test(callee)) return callback ? { name: callee, kind: 'test', body } : undefined;
  if (place === 'inner' || called !== inner || title === undefined || !callback || linesOf(call) < 3) return undefined;
  return { name: `${callee} ${title}`, kind: 'call', body };
}

/** The function that a call is given, perhaps by way of another call: `app.use('*', wrap(() => …))`. */
function callbackAmong(given: readonly (SyntaxNode | null)[]): SyntaxNode | undefined {
  const isFunction = (node: SyntaxNode | null): boolean =>
    node !== null && /^(?:arrow_function|function_expression)$/.test(node.type);
  const own = given.findLast(isFunction);
  if (own) return own;
  const wrapping = given.findLast((node) => node?.type === 'call_expression');
  return wrapping?.childForFieldName('arguments')?.namedChildren.find(isFunction) ?? undefined;
}
