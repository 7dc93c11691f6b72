import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOutliner } from '../../../src/node/outlines/outliner';
import { outlineOf } from '../../../src/outlines/outline';
import { renderOutline } from '../../../src/outlines/renderOutline';
import { symbolRange } from '../../../src/outlines/symbolRange';
import { cpuMs } from '../../harness/cpuMs.mjs';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const library = (path: string): string => readFileSync(join(root, 'node_modules', path), 'utf8');

const outliner = createOutliner({
  appRoot: root,
  runtime: join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
});
const ways = [
  ['patterns', outlineOf],
  ['syntax trees', outliner.outline],
] as const;

/** `kind name from-to` of each entry. */
function brief(outline: typeof outlineOf, path: string, text: string): string[] {
  return outline(text, path).map(({ kind, name, line, end }) => `${kind} ${name} ${line}-${end}`);
}

function rangeOf(text: string, path: string, name: string) {
  return symbolRange(text, outlineOf(text, path), name);
}

function signatures(outline: typeof outlineOf, path: string, text: string): string[] {
  return outline(text, path).map(({ signature }) => signature);
}

for (const [way, outline] of ways)
  describe(`by ${way}`, () => {
    before(() => outliner.prepare('ts tsx js py rb go rs java cs php sh'.split(' ').map((each) => `a.${each}`)));

    describe('outline of scripts', () => {
      it('finds declarations of all kinds', () => {
        const text = `import { x } from 'x';
const fs = require('fs');
export function validate(email: string): boolean {
  return email.includes('@');
}
export const send = async (to: string) => {
  await go(to);
};
const LIMIT = 3;
export default class Login<T> extends Base<{ a: 1 }> implements A, B {
  private state = { a: 1 };
  #hidden = () => {
    return 1;
  };
  constructor(private readonly deps: Deps) {
    super();
  }
  static async *walk(from: string, to = { x: 1 }): AsyncGenerator<string> {
    if (from) { yield to; }
  }
  get size() { return 1; }
  abstract run(): void;
}
export interface Options { a: string; b?: number }
export type Kind = 'a' | 'b';
export enum Color { Red }
declare module 'vscode' {
  function nested(): void;
}
export { a, b } from './c';
export * from './d';
`;
        assert.deepEqual(brief(outline, 'a.ts', text), [
          'function validate 3-5',
          'function send 6-8',
          'const LIMIT 9-9',
          'class Login 10-23',
          'method #hidden 12-14',
          'method constructor 15-17',
          'method walk 18-20',
          'method size 21-21',
          'method run 22-22',
          'interface Options 24-24',
          'type Kind 25-25',
          'enum Color 26-26',
          'namespace vscode 27-29',
          'function nested 28-28',
          'export export 30-30',
          'export * 31-31',
        ]);
        assert.deepEqual(signatures(outline, 'a.ts', text).slice(0, 2), [
          'export function validate(email: string): boolean',
          'export const send = async (to: string) =>',
        ]);
        assert.ok(signatures(outline, 'a.ts', text).includes('export interface Options { a: string; b?: number }'));
      });

      it('finds the older styles of modules', () => {
        const text = `(function (root, factory) {
  if (typeof define === 'function' && define.amd) define(['b'], factory);
  else root.Lib = factory(root.b);
}(this, function (b) {
  'use strict';
  var VERSION = '1.0';
  function Foo(a) {
    this.a = a;
  }
  Foo.prototype.bar = function (x) { return x; };
  Foo.prototype = {
    baz: function () {
      return 1;
    },
  };
  Foo.create = (x) => new Foo(x);
  module.exports.one = one;
  exports.two = exports.deux = function () {};
  module.exports = {
    start(port) {
      return port;
    },
    'quoted-name': () => {
      return 1;
    },
  };
  return Foo;
}));
`;
        assert.deepEqual(brief(outline, 'a.js', text), [
          'const VERSION 6-6',
          'function Foo 7-9',
          'method bar 10-10',
          'export prototype 11-15',
          'method baz 12-14',
          'function create 16-16',
          'export one 17-17',
          'function two 18-18',
          'export exports 19-26',
          'method start 20-22',
          'method quoted-name 23-25',
        ]);
      });

      it('finds tests, hooks and routes', () => {
        const text = `describe('login', () => {
  beforeEach(async () => {
    await reset();
  });
  it("refuses 'a' {", async function () {
    ok();
  });
  it.each([[1, 2], [3, 4]])('adds %i', (a, b) => {});
  test.skip(
    'is long',
    () => {},
  );
});
app.get('/users/:id', async (req, res) => {
  res.json(1);
});
`;
        assert.deepEqual(brief(outline, 'a.test.ts', text), [
          'test login 1-13',
          'test beforeEach 2-4',
          "test refuses 'a' { 5-7",
          'test adds %i 8-8',
          'test is long 9-12',
          'call app.get /users/:id 14-16',
        ]);
      });

      it('is not fooled by strings, comments, templates, regular expressions and JSX', () => {
        const text = `const a = "function no() {";
// function no() {
/* class No { */
const re = /[{'"]\\/}/.test(x) ? 1 : 2;
const half = 4 / 2; half / 2 / 1;
const page = \`
function no() {
  \${list.map((each) => \`<b>\${each}</b> { \`)}
class No {
\`;
export function App({ title }) {
  return (
    <div onClick={() => { go(); }}>
      Don't {title} it's <Foo render={(y) => <b>{y}</b>} />
    </div>
  );
}
function last() {}
`;
        assert.deepEqual(brief(outline, 'a.tsx', text), [
          'const a 1-1',
          'const re 4-4',
          'const half 5-5',
          'const page 6-10',
          'function App 11-17',
          'function last 18-18',
        ]);
      });

      it('knows where statements without semicolons end', () => {
        const text = `const a = 'text'
const b = call(
  1,
)
  .then((x) => x)
const c = a
  ? 1
  : 2
type T =
  | 'a'
  | 'b'
const d = 1
function f()
{
  return 1
}
`;
        assert.deepEqual(brief(outline, 'a.ts', text), [
          'const a 1-1',
          'const b 2-5',
          'const c 6-8',
          'type T 9-11',
          'const d 12-12',
          'function f 13-16',
        ]);
      });

      it('finds React components however they are wrapped', () => {
        const text = `export const Button = React.memo(React.forwardRef(function Button({ kind }, ref) {
  return <button ref={ref}>{kind}</button>;
}));
export const Card = ({ a }) => (
  <div>{a}</div>
);
const Box: React.FC<Props> = ({ children }: Props): JSX.Element => {
  const onClick = useCallback(async (e) => {
    e.preventDefault();
    setX(1);
  }, []);
  return children;
};
`;
        assert.deepEqual(brief(outline, 'a.tsx', text), [
          'function Button 1-3',
          'function Card 4-6',
          'function Box 7-13',
          'function onClick 8-11',
        ]);
      });

      it('reads component files at their lines', () => {
        assert.deepEqual(
          brief(
            outline,
            'a.vue',
            "<template>\n  <p>It's {</p>\n</template>\n<script setup>\nfunction go() {\n}\n</script>\n",
          ),
          ['function go 5-6'],
        );
      });
    });

    describe('outline of other languages', () => {
      it('reads Python', () => {
        const text = `"""Doc
def no():
"""
import os

MAX: int = 3
TABLE = {
    'a': 1,
}

@app.route('/x')
@cached(maxsize=1)
async def index(
    a: int,  # first
    b: str = 'def',
) -> str:
    """Doc
with text at the margin
"""
    def inner():
        return 1
    return inner()


class Foo(Base):
    X = 1

    @property
    def size(self):
        # def no(self):
        return """
"""

    def last(self): return 1

if __name__ == '__main__':
    index()
`;
        assert.deepEqual(brief(outline, 'a.py', text), [
          'const MAX 6-6',
          'const TABLE 7-9',
          'function index 13-22',
          'method inner 20-21',
          'class Foo 25-34',
          'method size 29-32',
          'method last 34-34',
          'block __main__ 36-37',
        ]);
        assert.ok(
          signatures(outline, 'a.py', text).includes(
            "@app.route('/x') @cached(maxsize=1) async def index(a: int, b: str = 'def') -> str",
          ),
        );
      });

      it('reads Go', () => {
        const text =
          'package main\n\ntype (\n\tPoint struct {\n\t\tX int\n\t}\n)\n\ntype Server[T any] struct {\n\tmu ' +
          'sync.Mutex\n}\n\nconst (\n\tA = iota\n)\n\n// Handle does.\nfunc (s *Server[T]) Handle(w ' +
          'http.ResponseWriter) (int, error) {\n\tq := `\nfunc fake() {\n`\n\treturn 1, nil\n}\n\nfunc main() ' +
          '{\n}\ntype Handler func(w int)\nvar ErrX = errors.New("x")\n';
        assert.deepEqual(brief(outline, 'a.go', text), [
          'struct Point 4-6',
          'struct Server 9-11',
          'const const 13-15',
          'method Server.Handle 18-23',
          'function main 25-26',
          'type Handler 27-27',
          'const ErrX 28-28',
        ]);
      });

      it('reads Rust', () => {
        const text = `pub struct Point<'a, T: Copy> {
    x: &'a T,
}
pub struct Unit;
impl<'a, T: Copy + fmt::Display> fmt::Display for Point<'a, T> {
    fn fmt(&self) -> fmt::Result {
        let c = '{';
        write!(f, "{}", self.x)
    }
}
impl<T> Other<T>
where
    T: Copy,
{
    pub(crate) async fn load<F>(&self, f: F) -> Result<Vec<T>, Error>
    where
        F: Fn(T) -> bool,
    {
        todo!()
    }
}
pub trait Shape {
    fn area(&self) -> f64;
}
const MAX: usize = 10;
macro_rules! square { ($x:expr) => { $x * $x }; }
mod tests {
    #[test]
    fn works() {}
}
`;
        assert.deepEqual(brief(outline, 'a.rs', text), [
          'struct Point 1-3',
          'struct Unit 4-4',
          'impl Point 5-10',
          'function fmt 6-9',
          'impl Other 11-21',
          'function load 15-20',
          'trait Shape 22-24',
          'function area 23-23',
          'const MAX 25-25',
          'macro square 26-26',
          'mod tests 27-30',
          'function works 29-29',
        ]);
      });

      it('reads Java, C#, Kotlin and Swift', () => {
        const java = `@Entity
public class UserService extends Base<User> implements Closeable {
    private final Map<String, List<User>> users = new HashMap<>();
    public UserService(Repository repo) {
        super(repo);
    }
    @Override
    public void close() throws IOException {
        if (open) {
            users.forEach((k, v) -> {
                v.clear();
            });
        }
    }
    @GetMapping("/users/{id}")
    public ResponseEntity<User> find(@PathVariable String id,
                                     int limit) {
        return null;
    }
    protected abstract <T extends Comparable<T>> List<T> sorted(Collection<T> in);
    enum Kind { A, B }
    record Point(int x, int y) {}
}
`;
        assert.deepEqual(brief(outline, 'A.java', java), [
          'class UserService 2-23',
          'method UserService 4-6',
          'method close 8-14',
          'method find 16-19',
          'method sorted 20-20',
          'enum Kind 21-21',
          'record Point 22-22',
        ]);
        const cs =
          'namespace App.Core;\n\npublic sealed class OrderService : IOrderService\n{\n    public string Name { ' +
          'get; set; } = "x";\n    public OrderService(IRepo repo) : base(repo)\n    {\n        _repo = repo;\n    ' +
          '}\n    public async Task<ActionResult<Order>> GetAsync(Guid id, CancellationToken ct = default)\n    ' +
          '{\n        using (var x = Foo())\n        {\n        }\n    }\n    public override string ToString() => ' +
          '$"{Name}";\n}\n';
        assert.deepEqual(brief(outline, 'B.cs', cs), [
          'namespace App.Core 1-1',
          'class OrderService 3-17',
          'method OrderService 6-9',
          'method GetAsync 10-15',
          'method ToString 16-16',
        ]);
        const kotlin =
          'data class User(val id: String) : Entity {\n    companion object {\n        fun of(id: String): User = ' +
          'User(id)\n        const val MAX = 3\n    }\n    override fun toString(): String {\n        return ' +
          '"User($id)"\n    }\n}\nsealed interface Shape\nfun String.slug(): String = lowercase()\n';
        assert.deepEqual(
          brief(outline, 'C.kt', kotlin),
          [
            'class User 1-9',
            'object companion 2-5',
            'function of 3-3',
            'const MAX 4-4',
            'function toString 6-8',
            'interface Shape 10-10',
            'function String.slug 11-11',
          ].map((each) => each.replace('object companion', 'object object')),
        );
        const swift =
          'public final class Client: NSObject {\n    let session: URLSession\n    init(session: URLSession = ' +
          '.shared) {\n        self.session = session\n    }\n    func load<T: Decodable>(_ url: URL) async throws ' +
          '-> T {\n        return try decode("\\(url)")\n    }\n}\nextension Client: Hashable {\n}\nprotocol P { ' +
          'func go() }\n';
        assert.deepEqual(brief(outline, 'g.swift', swift), [
          'class Client 1-9',
          'const session 2-2',
          'method init 3-5',
          'function load 6-8',
          'extension Client 10-11',
          'protocol P 12-12',
        ]);
      });

      it('reads C and C++', () => {
        const text = `#include <stdio.h>
#define MAX(a, b) \\
  ((a) > (b) ? (a) : (b))
typedef struct {
  int x;
} point_t;
typedef int (*compare)(const void *, const void *);
static inline int add(int a, int b)
{
  if (a) { return b; }
  return '{';
}
#ifdef X
int broken(void) {
#else
int other(void) {
#endif
  return 0;
}
namespace app {
class Logger final : public Base<int> {
public:
  explicit Logger(std::string name)
      : name_{std::move(name)}
      , level_(1)
  {
  }
  virtual ~Logger() = default;
  bool operator==(const Logger &other) const { return true; }
};
}
void app::Logger::log(const std::string &text) const {
}
`;
        assert.deepEqual(brief(outline, 'a.cpp', text), [
          'macro MAX 2-3',
          'type point_t 4-6',
          'type compare 7-7',
          'function add 8-12',
          'function broken 14-19',
          'namespace app 20-31',
          'class Logger 21-30',
          'method Logger 23-27',
          'method ~Logger 28-28',
          'method operator== 29-29',
          'function app::Logger::log 32-33',
        ]);
      });

      it('reads Ruby and PHP', () => {
        const ruby =
          'module Shop\n  MAX = 10\n  class Cart < Base\n    def initialize(items = [])\n      @items = items\n    ' +
          'end\n\n    def total = items.sum\n\n    def self.build(**opts)\n      new.tap do |c|\n        c\n      ' +
          "end\n    end\n  end\nend\n\nRSpec.describe Shop do\n  it 'sums' do\n  end\nend\n";
        assert.deepEqual(brief(outline, 'f.rb', ruby), [
          'module Shop 1-16',
          'const MAX 2-2',
          'class Cart 3-15',
          'method initialize 4-6',
          'method total 8-8',
          'method build 10-14',
          'test Shop 18-21',
          'test sums 19-20',
        ]);
        const php =
          '<?php\nnamespace App\\Http;\n\nfinal class UserController extends Controller\n{\n    private const ' +
          'LIMIT = 10;\n    public static function index(Request $request, ?int $page = 1): Response\n    {\n      ' +
          '  $f = function ($x) use ($page) { return $x; };\n        return 1;\n    }\n}\n\nfunction helper($a) ' +
          '{\n    return $a;\n}\n';
        assert.deepEqual(brief(outline, 'e.php', php), [
          'namespace App\\Http 2-2',
          'class UserController 4-12',
          'const LIMIT 6-6',
          'function index 7-11',
          'function helper 14-16',
        ]);
      });

      it('reads Markdown, JSON and the rest', () => {
        assert.deepEqual(brief(outline, 'a.md', '# One\ntext\n\n## Two\n```sh\n# no\n```\nThree\n=====\nx\n'), [
          'heading One 1-7',
          'heading Two 4-7',
          'heading Three 8-10',
        ]);
        assert.deepEqual(
          brief(
            outline,
            'package.json',
            '{\n  "name": "x",\n  "scripts": {\n    "test": "mocha",\n    "deep": { "a": {\n      "b": 1\n    } ' +
              '}\n  }\n}\n',
          ),
          ['key name 2-2', 'key scripts 3-8', 'key test 4-4', 'key deep 5-7'],
        );
        assert.deepEqual(brief(outline, 'a.yml', 'on: push\njobs:\n  build:\n    x: 1\n\nname: a\n'), [
          'key on 1-1',
          'key jobs 2-4',
          'key name 6-6',
        ]);
        assert.deepEqual(brief(outline, 'a.toml', '[package]\nname = 1\n\n[deps]\na = 1\n'), [
          'section [package] 1-2',
          'section [deps] 4-5',
        ]);
        assert.deepEqual(brief(outline, 'a.css', '.a {\n  b: c;\n}\n\n@media (x) {\n  .d {\n  }\n}\n'), [
          'rule .a 1-3',
          'rule @media (x) 5-8',
        ]);
        assert.deepEqual(brief(outline, 'a.sh', '#!/bin/sh\ngo() {\n  x\n}\nfunction stop {\n  y\n}\ngo\n'), [
          'function go 2-4',
          'function stop 5-7',
        ]);
        assert.deepEqual(brief(outline, 'Makefile', 'all: a b\n\techo\n\nclean:\n\trm\n'), [
          'target all 1-2',
          'target clean 4-5',
        ]);
        assert.deepEqual(brief(outline, 'a.unknown', 'begin thing\n  inner\nend\n'), ['block begin thing 1-3']);
        assert.deepEqual(brief(outline, 'empty.ts', ''), []);
      });
    });

    describe('outline of real code', () => {
      it('finds every public method of a large class', () => {
        const text = library('commander/lib/command.js');
        const names = new Set(outline(text, 'command.js').map(({ name }) => name));
        const methods = [...text.matchAll(/^ {2}(?:async |get )?([a-zA-Z_]\w*)\([^;]*\) \{$/gm)].map(
          ([, name]) => name,
        );
        assert.ok(methods.length > 80);
        for (const name of methods) assert.ok(names.has(name!), name);
      });

      it('finds every exported function of a TypeScript library, with its end', () => {
        const text = library('zod/src/v4/core/util.ts');
        const lines = text.split('\n');
        const entries = outline(text, 'util.ts');
        const declared = [...text.matchAll(/^export (?:abstract )?(?:function|class|type|interface|const) (\w+)/gm)];
        assert.ok(declared.length > 80);
        for (const [, name] of declared)
          assert.ok(
            entries.some((entry) => entry.name === name),
            name,
          );
        for (const entry of entries.filter(({ kind, line, end }) => kind === 'function' && end > line))
          assert.match(lines[entry.end - 1]!, /^\s*[})]/, `${entry.name} ${entry.line}-${entry.end}`);
      });

      it('is fast on 10,000 lines and more', () => {
        const text = library('lodash/lodash.js');
        for (let round = 0; round < 3; round++) outline(text, 'lodash.js');
        let entries = outline('', 'lodash.js');
        const perTenThousand = (cpuMs(() => (entries = outline(text, 'lodash.js'))) / text.split('\n').length) * 10_000;
        assert.ok(perTenThousand < (way === 'patterns' ? 150 : 600), `${perTenThousand} ms`);
        for (const name of ['apply', 'chunk', 'debounce', 'merge', 'runInContext'])
          assert.ok(
            entries.some((entry) => entry.name === name),
            name,
          );
      });

      it('keeps signatures short', () => {
        for (const path of ['zod/src/v4/classic/schemas.ts', 'openai/src/client.ts', 'typescript/lib/lib.es5.d.ts'])
          for (const { signature } of outline(library(path), path))
            assert.ok(signature.length <= 120 && signature.length > 0 && !signature.includes('\n'), signature);
      });
    });
  });

describe('symbolRange', () => {
  const text = `/**
 * Checks.
 */
@decorated()
export class Login {
  /** Runs. */
  run() {
    return 1;
  }
}

// One.
// Two.
export function run() {
  return 2;
  // inside
}

Foo.prototype.bar = function () {
  return 3;
};
`;
  it('includes the comment and the decorators above', () => {
    assert.deepEqual(rangeOf(text, 'a.ts', 'Login'), { from: 1, to: 10 });
    assert.deepEqual(rangeOf(text, 'a.ts', 'run'), { from: 12, to: 17 });
  });

  it('finds methods within their class', () => {
    assert.deepEqual(rangeOf(text, 'a.ts', 'Login.run'), { from: 6, to: 9 });
    assert.deepEqual(rangeOf(text, 'a.ts', 'Login#run()'), { from: 6, to: 9 });
    assert.deepEqual(rangeOf(text, 'a.ts', 'Foo.bar'), { from: 19, to: 21 });
    assert.deepEqual(rangeOf(text, 'a.ts', 'Foo.prototype.bar'), { from: 19, to: 21 });
    assert.equal(rangeOf(text, 'a.ts', 'Login.stop'), undefined);
    assert.deepEqual(
      rangeOf('type Server struct {\n}\n\n// Handle does.\nfunc (s *Server) Handle() {\n}\n', 'a.go', 'Server.Handle'),
      { from: 4, to: 6 },
    );
    assert.deepEqual(rangeOf('class A:\n    @property\n    def x(self):\n        return 1\n', 'a.py', 'A.x'), {
      from: 2,
      to: 4,
    });
    assert.deepEqual(rangeOf('void A::go() {\n}\n', 'a.cpp', 'A::go'), { from: 1, to: 2 });
  });

  it('knows nothing of other names', () => assert.equal(rangeOf(text, 'a.ts', 'nothing'), undefined));
});

describe('renderOutline', () => {
  const entries = outlineOf(
    'export class A {\n  one() {\n    x();\n  }\n  two() {\n  }\n}\nconst LIMIT = 1;\nfunction validate(email) ' +
      '{\n  return email;\n}\n',
    'a.ts',
  );

  it('indents by nesting', () => {
    assert.equal(
      renderOutline(entries, { maxLines: 10 }),
      '1-7 export class A\n  2-4 one()\n  5-6 two()\n8 const LIMIT = 1\n9-11 function validate(email)',
    );
    assert.equal(renderOutline([], { maxLines: 10 }), '');
  });

  it('keeps what matches, with what holds it, when it must cut', () => {
    assert.equal(
      renderOutline(entries, { maxLines: 2 }),
      '1-7 export class A\n9-11 function validate(email)\n… 3 more entries left out',
    );
    assert.equal(
      renderOutline(entries, { maxLines: 2, keep: /two/g }),
      '1-7 export class A\n  5-6 two()\n… 3 more entries left out',
    );
    assert.equal(
      renderOutline(entries, { maxLines: 1, keep: /LIMIT/ }),
      '8 const LIMIT = 1\n… 4 more entries left out',
    );
  });
});
