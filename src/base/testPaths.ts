const named = new RegExp(
  [
    String.raw`(?:[._-](?:test|tests|spec|specs|tst)|^(?:test|tests|spec))\.(?:[cm]?[jt]sx?|vue)$`,
    String.raw`^test_\w*\.py$|_test\.py$|^tests\.py$`,
    String.raw`_test\.(?:go|dart|exs?|rb|c|cc|cpp)$|_spec\.rb$`,
    String.raw`^(?:Test\w+|\w*(?:Tests?|TestCase|IT|Spec))\.(?:java|kt|scala|groovy|cs|php|swift)$`,
  ].join('|'),
);
const folder = /(?:^|\/)(?:tests?|__tests__|specs?)\//;
const helper = /(?:^|\/)(?:fixtures?|__fixtures__|__mocks__|mocks?|helpers?|support|utils?|types?|typings|snapshots)\//;
const declared = /\.d\.[cm]?ts$/;

/** Whether a path is that of a file of tests: by its name, or (`maybe`) only by a folder in which helpers stand too. */
export function testFileBy(path: string): 'name' | 'maybe' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (declared.test(name)) return undefined;
  if (named.test(name)) return 'name';
  if (!folder.test(path) || helper.test(path)) return undefined;
  if (/\.rs$/.test(name)) return /(?:^|\/)tests\/[^/]+\.rs$/.test(path) ? 'name' : undefined;
  return /\.(?:[cm]?[jt]sx?)$/.test(name) ? 'maybe' : undefined;
}

const layout = new Set('src lib source main java kotlin test tests __tests__ spec specs unit python'.split(' '));
const ofFolder = /^(?:index|mod|__init__|main|lib)$/;

/** From 0 to 1: how much a test's path says that it is of a file: called the same, in the same place or one like it. */
export function testLikeness(test: string, path: string): number {
  const own = partsOf(path);
  const other = partsOf(test);
  const place = placeLikeness(own.folders, other.folders);
  if (own.stem === '' || other.stem === '') return 0;
  if (own.stem === other.stem) return 0.6 + 0.4 * place;
  const words = wordsOf(other.stem);
  const wanted = wordsOf(own.stem);
  const begins = wanted.every((word, at) => words[at] === word);
  const within = begins || wanted.every((word) => words.includes(word));
  return within ? (begins ? 0.4 : 0.3) + 0.3 * place : 0.2 * (own.folders.length > 0 ? place : 0);
}

/** What a file is called without what makes it a test, and its folders without those of the layout. */
function partsOf(path: string): { stem: string; folders: readonly string[] } {
  const all = path.split('/');
  const name = (all.pop() ?? '')
    .replace(/\.\w+$/, '')
    .replace(/^(?:test_|Test(?=[A-Z]))/, '')
    .replace(/(?:[._-](?:tests?|specs?|tst)|(?<=\w)(?:Tests?|TestCase|IT|Spec))$/, '');
  const folders = all.filter((each) => !layout.has(each));
  const isFolder = ofFolder.test(name) && folders.length > 0;
  return { stem: (isFolder ? (folders.at(-1) ?? '') : name).toLowerCase(), folders };
}

function wordsOf(stem: string): readonly string[] {
  return stem.split(/[._-]+/).filter(Boolean);
}

/** How many folders are the same. Tests that lie together in one folder may be of any. */
function placeLikeness(own: readonly string[], test: readonly string[]): number {
  if (test.length === 0) return own.length === 0 ? 1 : 0.7;
  return own.filter((each) => test.includes(each)).length / Math.max(own.length, test.length);
}
