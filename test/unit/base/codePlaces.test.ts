import assert from 'node:assert/strict';
import { placeOf, placesInOutput } from '../../../src/base/codePlaces';

describe('places in code', () => {
  const spellings = {
    'src/a.ts': { path: 'src/a.ts' },
    'src/a.ts:12': { path: 'src/a.ts', line: 12 },
    'src/a.ts:12:5': { path: 'src/a.ts', line: 12 },
    'src/a.ts:12-20': { path: 'src/a.ts', line: 12, endLine: 20 },
    'src/a.ts:12–20': { path: 'src/a.ts', line: 12, endLine: 20 },
    'a.ts:20-12': { path: 'a.ts', line: 20 },
    'src/a.ts#L12': { path: 'src/a.ts', line: 12 },
    'src/a.ts#L12-L20': { path: 'src/a.ts', line: 12, endLine: 20 },
    'src/a.ts(12,3)': { path: 'src/a.ts', line: 12 },
    'app/(auth)/[id]/page.tsx:3': { path: 'app/(auth)/[id]/page.tsx', line: 3 },
    'Makefile:3': { path: 'Makefile', line: 3 },
    'my file.md:3': { path: 'my file.md', line: 3 },
  };
  for (const [said, place] of Object.entries(spellings))
    it(`reads ${said}`, () => assert.deepEqual(placeOf(said), place));

  it('takes no address, no time and no other text with a colon for one', () => {
    for (const said of ['https://x.example/a.ts:12', 'a: b', 'src/a.ts:x', '', 'a.ts:1:2:3', '#L3'])
      assert.equal(placeOf(said), undefined, said);
  });

  const outputs: Record<string, string[]> = {
    '    at Object.<anonymous> (/home/me/shop/src/cart.js:12:9)\n    at node:internal/modules/run_main:101:5': [
      '/home/me/shop/src/cart.js:12',
    ],
    'at file:///home/me/shop/src/cart.js:12:9': ['/home/me/shop/src/cart.js:12'],
    'src/a.ts(12,3): error TS2304: Cannot find name': ['src/a.ts:12'],
    'src/a.ts:12:3 - error TS2304': ['src/a.ts:12'],
    '  File "shop/cart.py", line 4, in total': ['shop/cart.py:4'],
    ' --> src/main.rs:12:5': ['src/main.rs:12'],
    './cart.go:7:2: undefined: x\n    cart_test.go:9: want 3': ['./cart.go:7', 'cart_test.go:9'],
    '\tat shop.Cart.total(Cart.java:31)': ['Cart.java:31'],
    '   at Shop.Cart.Total() in C:\\shop\\Cart.cs:line 12': ['C:\\shop\\Cart.cs:12'],
    'PHP Fatal error: in /srv/shop/cart.php on line 8': ['/srv/shop/cart.php:8'],
    " ❯ app/[id]/page.test.tsx:12:3\n  'x'": ['app/[id]/page.test.tsx:12'],
    'at /home/me/shop/node_modules/chai/chai.js:12:9': [],
    '/home/me/shop/src/a.js\n  12:5  error  no-undef\n  20:1  warning  semi\n\n/home/me/shop/src/b.js\n  1:1  error  x':
      ['/home/me/shop/src/a.js:12', '/home/me/shop/src/a.js:20', '/home/me/shop/src/b.js:1'],
  };
  for (const [output, places] of Object.entries(outputs))
    it(`finds ${places.join(', ') || 'nothing'} in what a program printed`, () =>
      assert.deepEqual(
        placesInOutput(output).map(({ path, line }) => `${path}:${line}`),
        places,
      ));
});
