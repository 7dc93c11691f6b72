import assert from 'node:assert/strict';
import { importedFiles } from '../../../src/core/decide/importedFiles';
import { memoryWorkspace } from './memoryWorkspace';

describe('what a test file imports', () => {
  const place = memoryWorkspace(
    Object.fromEntries(
      [
        'src/amount.js',
        'src/csv.ts',
        'src/ui/index.ts',
        'test/helper.mjs',
        'a b/c.js',
        'shop/cart.py',
        'shop/__init__.py',
        'src/lib/deep.py',
        'tests/util.py',
        'outside.js',
      ].map((path) => [path, '']),
    ),
  );
  const cases: [string, string, string[]][] = [
    [
      'test/amount.test.js',
      `import { a } from '../src/amount.js';\nimport fs from 'node:fs';\nimport x from 'left-pad';`,
      ['src/amount.js'],
    ],
    [
      'test/csv.test.ts',
      `import { b } from '../src/csv.js';\nimport '../src/ui';\nconst h = require('./helper.mjs');`,
      ['src/csv.ts', 'src/ui/index.ts', 'test/helper.mjs'],
    ],
    ['test/late.test.js', `const m = await import('../src/amount.js');`, ['src/amount.js']],
    ['a b/c.test.js', `import c from './c.js';`, ['a b/c.js']],
    ['test/far.test.js', `import x from '../../../outside.js';`, ['outside.js']],
    [
      'tests/test_cart.py',
      'from shop.cart import Cart\nimport os\nfrom .util import x\nimport shop\nfrom lib.deep import y',
      ['shop/cart.py', 'tests/util.py', 'shop/__init__.py', 'src/lib/deep.py'],
    ],
    ['test/odd.test.js', `import x from './%zz%';\nimport y from '../gone.js';`, []],
    ['src/main.rs', 'use crate::amount;', []],
  ];
  for (const [path, text, files] of cases)
    it(`${path}: ${files.join(', ') || 'none'}`, async () =>
      assert.deepEqual(await importedFiles(path, text, place), files));
});
