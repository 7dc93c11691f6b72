import assert from 'node:assert/strict';
import { checkInput } from '../../../src/tools/checkInput';

describe('checkInput', () => {
  const properties = (fields: object, more: object = {}) => ({ type: 'object', properties: fields, ...more });

  it('lets schemas pass that it does not understand', () => {
    assert.deepEqual(checkInput({ a: 1 }, undefined), []);
    assert.deepEqual(checkInput({ a: 1 }, { required: 'a', properties: null }), []);
    assert.deepEqual(checkInput({ a: 1 }, { properties: { a: { type: 'date' } } }), []);
    assert.deepEqual(checkInput({ a: 1 }, { properties: { a: { not: { type: 'number' } } } }), []);
    assert.deepEqual(checkInput({ constructor: 1 }, { properties: {} }), []);
    assert.deepEqual(checkInput({}, { required: ['toString'] }), ['“toString” is missing.']);
  });

  it('checks what it understands although a required field is of any type, or of none', () => {
    assert.deepEqual(checkInput({}, properties({ a: {} }, { required: ['a', 'b'] })), [
      '“a” is missing.',
      '“b” is missing.',
    ]);
    assert.deepEqual(checkInput({}, properties({ a: { type: 'date' } }, { required: ['a'] })), ['“a” is missing.']);
    assert.deepEqual(checkInput({}, properties({ a: { type: 'string' } }, { required: ['a'] })), ['“a” is missing.']);
  });

  it('says of fields within fields where they are', () => {
    const schema = properties({
      list: { type: 'array', items: { type: 'string' } },
      deep: properties({ count: { type: 'integer', minimum: 3 }, name: { type: 'string' } }, { required: ['name'] }),
      strict: properties({}, { additionalProperties: false }),
    });
    assert.deepEqual(checkInput({ list: ['a', 1] }, schema), ['“list.1” must be a string, not 1.']);
    assert.deepEqual(checkInput({ deep: {} }, schema), ['“deep.name” is missing.']);
    assert.deepEqual(checkInput({ deep: { name: 'n', count: 1.5 } }, schema), [
      '“deep.count” must be an integer, not 1.5.',
    ]);
    assert.match(checkInput({ deep: { name: 'n', count: 1 } }, schema).join(), /^“deep\.count”: .*3\.$/);
    assert.deepEqual(checkInput({ strict: { x: 1 } }, schema), ['It takes no “x”.']);
    assert.deepEqual(checkInput({ list: ['a'], deep: { name: 'n', count: 3 }, more: 1 }, schema), []);
  });

  it('names every type and value of a choice', () => {
    const schema = properties({
      count: { type: ['number', 'null'] },
      size: { oneOf: [{ type: 'string' }, { type: 'array' }] },
      mixed: { enum: ['a', 1, null] },
      one: { const: 'x' },
    });
    assert.deepEqual(checkInput({ count: 'a', size: 1, mixed: 2, one: 'y' }, schema), [
      '“count” must be a number or null, not "a".',
      '“size” must be a string or an array, not 1.',
      '“mixed” must be one of "a", 1, null, not 2.',
      '“one” must be one of "x", not "y".',
    ]);
    assert.deepEqual(checkInput({ count: null, size: [], mixed: null, one: 'x' }, schema), []);
  });

  it('follows references within the schema, and leaves formats to the tool', () => {
    const schema = properties(
      { a: { $ref: '#/$defs/word' }, b: { type: 'string', format: 'uri' }, c: { type: 'string', pattern: '^x+$' } },
      { $defs: { word: { type: 'string' } } },
    );
    assert.deepEqual(checkInput({ a: 1 }, schema), ['“a” must be a string, not 1.']);
    assert.deepEqual(checkInput({ a: 'a', b: 'no uri', c: 'xx' }, schema), []);
    assert.match(checkInput({ c: 'y' }, schema).join(), /^“c”: .*\^x\+\$/);
    assert.deepEqual(checkInput({ a: 1 }, properties({ a: { $ref: 'https://example.com/schema' } })), []);
  });
});
