import assert from 'node:assert/strict';
import type { Workflow } from '../../../src/contracts/agents';
import { builtInWorkflows } from '../../../src/core/agents/builtIn';
import { fillTemplate, firstFreeInput, inputProblem, missingInputs } from '../../../src/core/agents/fillTemplate';

const workflow = (template: string, inputs: Workflow['inputs']): Workflow => ({
  name: 'greet',
  description: '',
  phases: [],
  template,
  inputs,
});
const who = { name: 'who', description: 'Whom', optional: false };
const how = { name: 'how', description: 'How', optional: true, choices: ['warmly', 'coldly'] };
const when = { name: 'when', description: 'When', optional: true, default: 'now' };
const greet = workflow('Greet {{who}} {{when}}.\n\nDo it {{how}}.\n\nThen wait.', [who, how, when]);

describe('a workflow’s goal', () => {
  it('has the inputs in their places, else the defaults; a line whose places all stay empty disappears', () => {
    assert.equal(
      fillTemplate(greet, { who: ' Ann ', how: 'warmly', when: 'at noon' }),
      'Greet Ann at noon.\n\nDo it warmly.\n\nThen wait.',
    );
    assert.equal(fillTemplate(greet, { who: 'Ann', how: ' ', when: '' }), 'Greet Ann now.\n\nThen wait.');
  });

  it('takes what is filled in as it is', () => {
    assert.equal(
      fillTemplate(greet, { who: '{{how}} $& $1', how: 'coldly' }),
      'Greet {{how}} $& $1 now.\n\nDo it coldly.\n\nThen wait.',
    );
    assert.equal(fillTemplate(greet, { who: 'a\nb' }), 'Greet a\nb now.\n\nThen wait.');
  });

  it('is not led astray by what objects inherit, or by values that are no text', () => {
    const odd = workflow('{{constructor}} {{toString}}', [
      { ...who, name: 'constructor' },
      { ...how, name: 'toString' },
    ]);
    assert.equal(fillTemplate(odd, { constructor: 'x' } as never), 'x');
    assert.deepEqual(
      missingInputs(odd, {}).map(({ name }) => name),
      ['constructor'],
    );
    assert.equal(fillTemplate(greet, { who: 'Ann', how: 7 } as never), 'Greet Ann now.\n\nThen wait.');
  });

  it('asks for what has no value, no default and may not stay empty', () => {
    assert.deepEqual(missingInputs(greet, {}), [who]);
    assert.deepEqual(missingInputs(greet, { who: '\t' }), [who]);
    assert.deepEqual(missingInputs(greet, { who: 'Ann' }), []);
  });

  it('takes words of the command as the first input that has none', () => {
    assert.equal(firstFreeInput(greet, {}), who);
    assert.equal(firstFreeInput(greet, { who: 'Ann' }), how);
    assert.equal(firstFreeInput(greet, { who: 'Ann', how: 'warmly', when: 'noon' }), undefined);
  });

  it('refuses inputs that it does not have, and words that are no choice', () => {
    assert.equal(inputProblem(greet, { who: 'Ann', how: 'coldly', when: '' }), undefined);
    assert.match(inputProblem(greet, { whom: 'Ann' }) ?? '', /no input “whom”.*who, how, when/);
    assert.match(inputProblem(greet, { how: 'hotly' }) ?? '', /“hotly” is not a choice for how.*warmly, coldly/);
    assert.match(inputProblem(workflow('Hi', []), { x: 'y' }) ?? '', /has none/);
  });

  it('reads well for every built-in one, with nothing but what must be given, and with all', () => {
    for (const each of builtInWorkflows()) {
      const needed = Object.fromEntries(missingInputs(each, {}).map(({ name }) => [name, `the ${name}`]));
      const short = fillTemplate(each, needed);
      assert.doesNotMatch(short, /\{\{|\}\}| [.:]| {2}|\n{3}/, each.name);
      const all = fillTemplate(each, Object.fromEntries(each.inputs.map(({ name }) => [name, `the ${name}`])));
      for (const { name } of each.inputs) assert.ok(all.includes(`the ${name}`), `${each.name}: ${name}`);
      assert.ok(short.length < 900, `${each.name}: ${short.length} characters`);
      assert.ok(firstFreeInput(each, {}), each.name);
    }
  });
});
