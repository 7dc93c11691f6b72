import assert from 'node:assert/strict';
import { importKey, importKeysOf, isImportOf } from '../../../src/outlines/imports/importedFile';
import { importsOf } from '../../../src/outlines/imports/importsOf';

describe('what files import', () => {
  const cases: Readonly<Record<string, readonly [path: string, text: string, names: readonly string[]]>> = {
    scripts: [
      'a.ts',
      `import x, { y } from './x.js';
import type { T } from "../types";
import './effect';
export * from './all';
const a = require('../a'), b = await import(\`./b.js\`);
vi.mock('./mocked');
const text = fromage('./no');`,
      ['./x.js', '../types', './effect', './all', '../a', './b.js', './mocked'],
    ],
    Python: [
      'pkg/a.py',
      `import os, pkg.core as core
from . import near
from .sub.mod import (
    One,  # the first
    Two as Three,
)
from pkg import *
    from ..up import it`,
      ['os', 'pkg.core', '.', '.near', '.sub.mod', '.sub.mod.One', '.sub.mod.Two', 'pkg', '..up', '..up.it'],
    ],
    Go: [
      'a.go',
      `import "fmt"\nimport (\n\t"os"\n\tnamed "example.com/m/pkg/deep"\n)\nvar s = "no"`,
      ['os', 'example.com/m/pkg/deep', 'fmt'].sort(),
    ],
    Rust: [
      'src/a.rs',
      'mod inner;\npub use crate::b::{self, c::{D, e}};\nuse super::*;',
      ['self::inner', 'crate', 'crate::b', 'crate::b::c', 'crate::b::c::D', 'crate::b::c::e', 'super'],
    ],
    Java: [
      'A.java',
      'import com.shop.Cart;\nimport static com.shop.Prices.round;\nimport com.shop.util.*;',
      ['com.shop.Cart', 'com.shop.Prices.round', 'com.shop.Prices', 'com.shop.util.*'],
    ],
    'an entry of a package': [
      'package.json',
      '{ "name": "x", "main": "lib/x.js", "version": "1.0.0" }',
      ['./lib/x.js'],
    ],
    nothing: ['a.md', "import x from './x'", []],
  };
  for (const [what, [path, text, names]] of Object.entries(cases))
    it(`is found in ${what}`, () => {
      const found = importsOf(text, path);
      assert.deepEqual(what === 'Go' ? found.sort() : found, names);
    });

  it('has a bound', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `import './a${at}';`).join('\n');
    assert.equal(importsOf(many, 'a.js').length, 1_000);
  });

  const meant: readonly (readonly [name: string, from: string, path: string])[] = [
    ['./x.js', 'src/a.ts', 'src/x.ts'],
    ['./x', 'src/a.js', 'src/x/index.jsx'],
    ['../x', 'src/deep/a.ts', 'src/x.d.ts'],
    ['./user.service', 'a.ts', 'user.service.ts'],
    ['..', 'test/a.js', 'index.js'],
    ['../', 'test/a.js', 'package.json'],
    ['./lib/x.js', 'package.json', 'lib/x.js'],
    ['@/parts/x', 'src/a.ts', 'src/parts/x.ts'],
    ['@my/own/deep', 'apps/web/a.ts', 'packages/own/src/deep.ts'],
    ['zod/v4', 'packages/other/a.ts', 'packages/zod/src/v4/index.ts'],
    ['src/parts/x', 'test/a.ts', 'src/parts/x.ts'],
    ['.near', 'pkg/a.py', 'pkg/near.py'],
    ['..up', 'pkg/sub/a.py', 'pkg/up/__init__.py'],
    ['pkg.core', 'tests/test_a.py', 'src/pkg/core.py'],
    ['pkg', 'tests/test_a.py', 'pkg/__init__.py'],
    ['example.com/m/pkg/deep', 'a.go', 'pkg/deep/b.go'],
    ['crate::b::c', 'src/a.rs', 'src/b/c.rs'],
    ['self::inner', 'src/a.rs', 'src/a/inner.rs'],
    ['self::b', 'src/lib.rs', 'src/b/mod.rs'],
    ['my_crate::b', 'crates/my-crate/tests/it.rs', 'crates/my-crate/src/b.rs'],
    ['com.shop.Cart', 'src/test/java/com/shop/CartTest.java', 'src/main/java/com/shop/Cart.java'],
    ['com.shop.util.*', 'src/main/java/A.java', 'src/main/java/com/shop/util/Sums.java'],
  ];
  for (const [name, from, path] of meant)
    it(`${name} in ${from} is ${path}`, () => {
      assert.ok(isImportOf(name, from, path));
      assert.ok(importKeysOf(path).includes(importKey(name)), `${importKey(name)} among ${importKeysOf(path)}`);
    });

  const others: readonly (readonly [name: string, from: string, path: string])[] = [
    ['./x', 'src/a.ts', 'lib/x.ts'],
    ['../../../x', 'src/a.ts', 'x.ts'],
    ['path', 'src/a.ts', 'src/path/index.ts'],
    ['lodash', 'src/a.ts', 'src/lodash.ts'],
    ['core', 'tests/test_a.py', 'pkg/core.py'],
    ['...x', 'pkg/a.py', 'x.py'],
    ['example.com/m/pkg/deep', 'a.go', 'other/deep/b.go'],
    ['crate::b', 'crates/one/src/a.rs', 'crates/two/src/b.rs'],
    ['com.shop.Cart', 'A.java', 'src/main/java/com/other/Cart.java'],
    ['./x', 'src/a.ts', 'src/x.py'],
  ];
  for (const [name, from, path] of others)
    it(`${name} in ${from} is not ${path}`, () => assert.ok(!isImportOf(name, from, path)));
});
