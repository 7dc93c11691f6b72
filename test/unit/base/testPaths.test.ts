import assert from 'node:assert/strict';
import { testFileBy, testLikeness } from '../../../src/base/testPaths';

describe('paths of tests', () => {
  for (const path of [
    'src/a.test.ts',
    'a.spec.js',
    'test.js',
    'test/a_test.go',
    'tests/test_a.py',
    'pkg/a_test.py',
    'src/test/java/com/shop/CartTest.java',
    'crates/a/tests/it.rs',
    'spec/a_spec.rb',
  ])
    it(`${path} is one by its name`, () => assert.equal(testFileBy(path), 'name'));

  for (const path of ['test/hooks.js', 'src/__tests__/a.ts'])
    it(`${path} may be one`, () => assert.equal(testFileBy(path), 'maybe'));

  for (const path of [
    'src/a.ts',
    'test/fixtures/a.js',
    'tests/helpers/b.js',
    'tests/conftest.py',
    'test/types/a.d.ts',
    'src/latest.ts',
    'src/Contest.java',
    'test/data.json',
  ])
    it(`${path} is none`, () => assert.equal(testFileBy(path), undefined));

  it('are more alike the more they share', () => {
    const order = [
      'src/queue/run.test.ts',
      'src/queue/run-twice.test.ts',
      'test/other/run.test.ts',
      'src/queue/stop.test.ts',
      'src/stack/stop.test.ts',
    ].map((test) => testLikeness(test, 'src/queue/run.ts'));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => b - a),
    );
    assert.equal(new Set(order).size, order.length);
    assert.equal(testLikeness('src/queue/index.test.ts', 'src/queue/queue.ts'), 1);
    assert.ok(testLikeness('tests/test_types.py', 'src/click/types.py') > 0.8);
  });
});
