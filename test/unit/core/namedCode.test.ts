import assert from 'node:assert/strict';
import { planningBrief, workspaceBrief } from '../../../src/core/brief/brief';
import { createShownRanges } from '../../../src/core/brief/shownRanges';
import { memoryWorkspace } from './memoryWorkspace';
import { withIndex } from './withIndex';

const filler = (name: string, count = 40) =>
  Array.from({ length: count }, (_, at) => `export function ${name}${at}(value) {\n  return value + ${at};\n}\n`).join(
    '\n',
  );
const store = `export class UserStore {
${filler('field', 30).replaceAll('export function ', '  ').replaceAll('\n}', '\n  }')}
  /** Writes it down. */
  save(user) {
    this.disk.put(user.id, user);
  }
}

export class OrderStore {
  save(order) {
    this.disk.put(order.number, order);
  }
}
`;

describe('what a goal names', () => {
  let indexed: ReturnType<typeof withIndex>;
  beforeEach(() => {
    const others = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`src/other${at}.js`, filler(`other${at}x`, 8)]),
    );
    indexed = withIndex(
      memoryWorkspace({
        ...others,
        'package.json': '{"name":"x"}',
        'src/store.js': store,
        'src/text/parser.js': filler('token'),
        'lib/index.js': filler('lib'),
        'src/index.js': filler('src'),
        'src/clock.js': `${filler('tick')}\nexport function parseClockTime(text) {\n  return text.split(':');\n}\n`,
      }),
    );
  });
  afterEach(() => indexed.remove());

  async function brief(goal: string) {
    const text = await workspaceBrief(
      goal,
      indexed.place,
      createShownRanges(),
      planningBrief,
      AbortSignal.timeout(20_000),
    );
    const names = text.split('# Where what the goal names stands besides\n')[1] ?? '';
    const shown = (path: string, part: string) =>
      text
        .split(/^### /m)
        .slice(1)
        .some((piece) => piece.startsWith(path) && piece.includes(part));
    return { text, names, shown };
  }

  it('is the member of the class that it names, not another one of that name', async () => {
    const { shown, text } = await brief('Make `UserStore.save` wait until the other ones are through');
    assert.ok(shown('src/store.js', 'this.disk.put(user.id, user)'), text);
    assert.ok(shown('src/store.js', '/** Writes it down. */'));
  });

  it('is meant by a name with a slip in it, which is said', async () => {
    const member = await brief('Make UserStore.svae wait');
    assert.ok(member.shown('src/store.js', 'this.disk.put(user.id, user)'));
    assert.match(
      member.names,
      /- UserStore\.svae: no such name; UserStore\.save \(src\/store\.js:\d+\) is meant, most likely/,
    );
    const plain = await brief('Make parseClokTime take seconds');
    assert.ok(plain.shown('src/clock.js', "text.split(':')"));
    assert.match(plain.names, /- parseClokTime: nowhere; parseClockTime \(src\/clock\.js:\d+\) is meant, most likely/);
    const file = await brief('Make pareser.js faster');
    assert.ok(file.shown('src/text/parser.js', 'token'));
    assert.match(file.names, /- pareser\.js: no such file; src\/text\/parser\.js is meant, most likely/);
  });

  it('is listed where several may be meant', async () => {
    const { names } = await brief('Make index.js export the clock');
    assert.match(names, /- index\.js: lib\/index\.js or src\/index\.js may be meant/);
    indexed.place.texts.set(
      'src/late.js',
      `export function parseClockTime9(text) {\n  return text;\n}\nexport function parseClockTyme(a) {\n  return a;\n}\n`,
    );
    const several = await brief('Make parseClockTxme take seconds');
    assert.match(several.names, /- parseClockTxme: nowhere; .*parseClockTime \(.* or .* may be meant, most likely/);
  });

  it('is no slip where it is to be made, or stands somewhere as text', async () => {
    const { names } = await brief('Add src/other31.js, which exports another31x, and `parseDate`');
    assert.doesNotMatch(names, /most likely/);
    indexed.place.texts.set('docs/a.md', 'Set parseClokTime to true.\n');
    assert.doesNotMatch((await brief('Make parseClokTime take seconds')).names, /most likely/);
  });

  it('is shown at the lines that it names, and at those of a stack', async () => {
    const { shown } = await brief('Why is src/text/parser.js:62 so slow?');
    assert.ok(shown('src/text/parser.js', 'token15('));
    const stack = await brief(
      'Fix this: TypeError: x is not a function\n    at token7 (src/text/parser.js:30:3)\n    at run (node_modules/x/a.js:1:1)\n    at tick9 (src/clock.js:38:5)',
    );
    assert.ok(stack.shown('src/text/parser.js', 'token7('));
    assert.ok(stack.shown('src/clock.js', 'tick9('));
  });
});
