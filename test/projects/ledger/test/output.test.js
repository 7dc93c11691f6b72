import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar } from '../src/output/amounts.js';
import { toCsv } from '../src/output/csv.js';
import { renderTable } from '../src/output/table.js';
import { charWidth } from '../src/output/width.js';

test('aligns columns', () => {
  const table = renderTable([{ title: 'A' }, { title: 'B', align: 'right' }], [['one', '1'], ['three', '22']]);
  assert.equal(table, 'A       B\n-----  --\none     1\nthree  22');
});

test('cuts the widest text, never amounts', () => {
  const table = renderTable([{ title: 'A' }, { title: 'B', align: 'right' }], [['a very long name', '123456789']], { maxWidth: 21 });
  assert.equal(table.split('\n').at(-1), 'a very lo…  123456789');
});

test('cells may have several lines', () => {
  assert.equal(renderTable([{ title: 'A' }, { title: 'B' }], [[['1', '2'], 'x']], { header: false }), '1  x\n2');
});

test('knows wide characters and colours', () => {
  assert.equal(charWidth('日本'), 4);
  assert.equal(charWidth('\u001b[31mred\u001b[0m'), 3);
});

test('quotes CSV', () => {
  assert.equal(toCsv(['a'], [['x, "y"']]), 'a\r\n"x, ""y"""\r\n');
});

test('draws bars', () => {
  assert.equal(bar(50), '█████░░░░░');
  assert.equal(bar(180), '██████████');
});
