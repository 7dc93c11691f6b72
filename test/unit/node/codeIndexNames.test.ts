import assert from 'node:assert/strict';
import { fitOf, humpsOf, wordsOfName } from '../../../src/node/index/matchName';

describe('code index: names', () => {
  it('part at humps, underscores and numbers', () => {
    assert.deepEqual(wordsOfName('getHTTPUser2Name_of-it'), ['get', 'HTTP', 'User', '2', 'Name', 'of', 'it']);
    assert.equal(humpsOf('getUserSettings'), 'gus');
    assert.equal(humpsOf('MAX_FILE_SIZE'), 'mfs');
    assert.equal(humpsOf(''), '');
  });

  it('fit exactly, by their beginning, by humps, by a part, in that order', () => {
    const name = 'getUserSettings';
    const fits = [
      'getUserSettings',
      'GETUSERSETTINGS',
      'get user settings',
      'getUser',
      'gus',
      'gUS',
      'getUsSet',
      'Settings',
      'user settings',
      'settings user',
      'sus',
      'nothing',
      '',
    ].map((query) => fitOf(name, query));
    assert.deepEqual(fits, [5, 4, 4, 3, 2, 2, 2, 1, 1, 1, 0, 0, 0]);
  });

  it('know the last part of a dotted name, and the whole', () => {
    assert.equal(fitOf('View.render', 'render'), 5);
    assert.equal(fitOf('View.render', 'View.render'), 5);
    assert.equal(fitOf('View.render', 'view'), 3);
    assert.equal(fitOf('View::draw', 'draw'), 5);
    assert.equal(fitOf('says hello. Then ends', 'hello ends'), 1);
  });
});
