import assert from 'node:assert/strict';
import { commentGoals } from '../../../src/core/watch/commentGoals';

/** What is asked for, with its line. */
const asked = (text: string, path = 'src/a.js') =>
  commentGoals(text, path).map(({ title, places }) => `${places?.[0]?.line} ${title}`);

describe('goals from comments', () => {
  it('are what TODO(flux) and @flux ask for, at their places', () => {
    const [first, second, ...others] = commentGoals(
      'const a = 1;\n// TODO(flux): check the email\nconst b = 2; // @flux rename b to count\n',
      'src/a.js',
    );
    assert.deepEqual(others, []);
    assert.deepEqual(first, {
      kind: 'comment',
      key: 'src/a.js\ncheck the email',
      cause: 'check the email',
      title: 'check the email',
      detail: 'A comment in src/a.js:2 asks for it.',
      goal: 'check the email (asked for by the comment at src/a.js:2; remove that comment when it is done)',
      paths: ['src/a.js'],
      places: [{ path: 'src/a.js', line: 2 }],
      sure: 0.9,
      useful: 0.6,
    });
    assert.deepEqual(second?.places, [{ path: 'src/a.js', line: 3 }]);
    assert.equal(second.title, 'rename b to count');
  });

  it('stand in real comments alone', () => {
    const text = [
      "const a = '// @flux in a string';",
      'const b = "TODO(flux): in a string";',
      'const c = `',
      '// @flux in a template ${a /* @flux in a comment within it */} // @flux after it',
      '`;',
      'const d = /[/] @flux [/*] TODO(flux): in a regular expression/;',
      'const url = "http://a.b"; // @flux behind a string',
      "const e = 'it\\'s'; /* TODO(flux): behind an escaped quote */",
      'TODO(flux): in no comment',
      '@flux as a decorator',
    ].join('\n');
    assert.deepEqual(asked(text), ['4 in a comment within it', '7 behind a string', '8 behind an escaped quote']);
  });

  it('are found in every line of a block, without its marks', () => {
    const text = '/**\n * Says hello.\n * @flux say it in French too\n * TODO(flux): test it */\nlet a;';
    assert.deepEqual(asked(text), ['3 say it in French too', '4 test it']);
  });

  it('are found by each language’s own comments', () => {
    const cases: readonly (readonly [path: string, text: string, found: readonly string[]])[] = [
      ['a.py', '"""\n# @flux in a docstring\n"""\nx = "# @flux no"  # @flux yes\n', ['4 yes']],
      ['a.rb', 'x = "# @flux no"\n# @flux yes\n=begin\n@flux also\n=end\n', ['2 yes', '4 also']],
      ['a.go', 'var a = `\n// @flux no\n`\n// @flux yes\n', ['4 yes']],
      ['a.rs', 'let c = \'"\'; // @flux yes\nlet s = "// @flux no";', ['1 yes']],
      ['A.java', 'String a = """\n// @flux no\n""";\n/* @flux yes */', ['4 yes']],
      ['a.c', '#define A "x"\n/* @flux yes */\nchar *s = "/* @flux no */";\n', ['2 yes']],
      ['a.sh', 'echo "# @flux no" ${#list}\n# @flux yes\n', ['2 yes']],
      ['a.yml', 'a: "# @flux no"\nb: x#@flux\n# TODO(flux): yes\n', ['3 yes']],
      ['Dockerfile', 'FROM a\n# @flux yes\n', ['2 yes']],
      ['a.css', '/* @flux yes */\na { content: "/* @flux no */" }', ['1 yes']],
      ['a.html', '<!-- @flux yes -->\n<p>// @flux no</p>\n', ['1 yes']],
      ['a.vue', '<template><!-- @flux one --></template>\n<script>\n// @flux two\n</script>', ['1 one', '3 two']],
      ['a.sql', "-- @flux yes\nselect '-- @flux no'", ['1 yes']],
      ['a.lua', '--[[ @flux yes ]]\nx = "-- @flux no"', ['1 yes']],
      [
        'a.md',
        '// @flux no\n```js\n<!-- @flux no -->\n```\nSay `<!-- @flux no -->`.\n\n<!-- @flux yes -->\n',
        ['7 yes'],
      ],
      ['a.json', '{ "a": "// @flux no" }', []],
      ['a.unknown', '// @flux no', []],
    ];
    for (const [path, text, found] of cases) assert.deepEqual(asked(text, path), found, path);
  });

  it('are not names that look alike', () => {
    const text = [
      '// by @flux/core, see @fluxcapacitor',
      '// ask tess@flux or tell @flux of it',
      '// TODO(fluxx): no',
      '// TODO(tess): no',
      '// @flux',
      '// @flux …',
      '// TODO(flux):',
    ].join('\n');
    assert.deepEqual(asked(text), []);
    assert.deepEqual(asked('// @Flux: yes\n// later. todo(FLUX): lower case too'), ['1 yes', '2 lower case too']);
  });

  it('are data: one line, bounded, with everything to be seen', () => {
    const [hidden] = commentGoals('// @flux a\u202eb\u200bc\u0007 \t d', 'src/a.js');
    assert.equal(hidden?.title, 'a\\u{202e}b\\u{200b}c\\u{7} d');
    const [long] = commentGoals(`// @flux ${'x'.repeat(1_000)}`, 'src/a.js');
    assert.equal(long?.title.length, 80);
    assert.ok(long.goal.length < 420, String(long.goal.length));
    assert.deepEqual(commentGoals(`// @flux ${'x'.repeat(3_000)}`, 'src/a.js'), [], 'generated');
  });

  it('have a key each, also where two ask for the same', () => {
    const keys = commentGoals('// @flux test it\n// @flux test it\n', 'a.js').map(({ key }) => key);
    assert.deepEqual(keys, ['a.js\ntest it', 'a.js\ntest it\n2']);
  });
});
