import assert from 'node:assert/strict';
import { routePatterns as routeBy } from '../../../src/core/route/routePatterns';
import { memoryWorkspace } from './memoryWorkspace';

const { tools } = memoryWorkspace({});
const routePatterns = (text: string) => routeBy(text, tools);

const cases: readonly [string, 'run' | 'ask' | 'control', string?][] = [
  ['add email validation to the login form and make the tests pass', 'run'],
  ['Please fix the failing test', 'run'],
  ['can you rename getUser to fetchUser everywhere?', 'run'],
  ['could you please make the header sticky', 'run'],
  ["I'd like you to refactor the parser", 'run'],
  ['we should remove the legacy flag', 'run'],
  ['stop the flicker when the panel opens', 'run'],
  ['undo history should survive a reload', 'run'],
  ['the date parser crashes on empty input', 'run'],
  ['parseDate does not work for leap years', 'run'],
  ['run the tests', 'run', 'run_tests'],
  ['Run all tests please', 'run', 'run_tests'],
  ['fix the formatting', 'run', 'fix_formatting'],
  ['save my work', 'run', 'save_work'],
  ['commit everything', 'run', 'save_work'],
  ['what changed', 'run', 'what_changed'],
  ['what has changed?', 'run', 'what_changed'],
  ['find parseDate', 'run', 'find'],
  ['search for "TODO: later"', 'run', 'find'],
  ['what does this project do?', 'ask'],
  ['why do the tests fail?', 'ask'],
  ['how do I add a plugin', 'ask'],
  ['explain the login flow', 'ask'],
  ['is there a rate limiter?', 'ask'],
  ['hello', 'ask'],
  ['where is the session stored?', 'ask'],
  ['stop', 'control', 'stop'],
  ['cancel it', 'control', 'stop'],
  ['pause', 'control', 'pause'],
  ['continue login-validation', 'control', 'resume'],
  ['status', 'control', 'status'],
  ['undo', 'control', 'undo'],
  ['go ahead', 'control', 'approve'],
  ['approve', 'control', 'approve'],
  ['reject the plan', 'control', 'reject'],
];

describe('routePatterns', () => {
  for (const [text, kind, intent] of cases) {
    it(`${text} → ${kind}${intent ? ` ${intent}` : ''}`, () => {
      const route = routePatterns(text);
      assert.equal(route.kind, kind);
      if (intent) assert.equal(route.intent, intent);
      assert.ok(route.confidence >= 0.6, 'the patterns are sure');
    });
  }

  it('is unsure of words without a verb or a question', () => {
    assert.ok(routePatterns('the colours of the second chart on the overview').confidence < 0.6);
    assert.ok(routePatterns('login').confidence < 0.6);
  });

  it('reads a goal of 200,000 characters without slowing down', () => {
    const route = routePatterns(`fix the build ${'a '.repeat(100_000)}`);
    assert.equal(route.kind, 'run');
  });
});
