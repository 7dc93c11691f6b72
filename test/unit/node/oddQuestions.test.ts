import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { questionTerms } from '../../../src/base/codeTerms';
import { createCodeIndex, type CodeIndex } from '../../../src/node/index/codeIndex';
import { bundle } from './buildWorker';

const names = (count: number) => Array.from({ length: count }, (_, at) => `function step${at}() { return ${at}; }`);
const stack = [
  "TypeError: Cannot read properties of undefined (reading 'total')",
  ...Array.from({ length: 200 }, (_, at) => `    at layer${at} (/app/node_modules/x/lib/part${at}.js:${at}:7)`),
  '    at chargeInvoice (/app/src/billing.js:2:10)',
].join('\n');

/** Odd files in the index, and odd questions to it. */
describe('odd files and questions', function () {
  this.timeout(60_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  let index: CodeIndex;

  before(async () => {
    worker = await bundle('src/node/index/indexWorker.ts');
    folder = await mkdtemp(join(tmpdir(), 'flux-odd-'));
    const root = join(folder, 'project');
    const put = async (path: string, text: string | Uint8Array) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    };
    await put(
      'src/billing.js',
      '// Charges what an invoice comes to.\nexport function chargeInvoice(invoice) {\n  return invoice.total;\n}\n',
    );
    await put(
      'src/kasse.js',
      '// Prüft, ob die Postleitzahl gültig ist.\nexport function istGueltig(plz) {\n  return /^[0-9]{5}$/.test(plz);\n}\n',
    );
    await put(
      'src/登录.js',
      '// 检查 用户 密码 是否 正确\nexport function checkSecretWord(a, b) {\n  return a === b;\n}\n',
    );
    await put(
      'src/alt.js',
      Buffer.from('// R\xe9cup\xe8re le panier\nexport function lirePanier() {\n  return 1;\n}\n', 'latin1'),
    );
    await put('src/many.js', names(5_000).join('\n'));
    await put('data/huge.json', `[${'"chargeInvoice",'.repeat(2_000_000)}1]`);
    await put('lib/app.min.js', `function chargeInvoice(){return 1}${';var a=1'.repeat(40_000)}`);
    await put('img/x.png', new Uint8Array([0x89, 0x50, 0, 1, 2, 3]));
    await symlink(root, join(root, 'src', 'loop'));
    await symlink(join(root, 'gone'), join(root, 'src', 'dangling.js'));
    index = createCodeIndex({
      file: join(folder, 'index.db'),
      workerUrl: pathToFileURL(worker.file),
      maxFileKb: () => 1024,
      folders: () => [{ root, name: '', hidden: [] }],
    });
    await index.update({ signal: new AbortController().signal, report: () => {} });
  });
  after(async () => {
    await index?.close();
    await worker?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const first = async (question: string) => (await index.find(questionTerms(question), 10))[0]?.path;

  for (const [what, question, path] of [
    ['one word', 'invoice', 'src/billing.js'],
    ['German', 'Die Prüfung, ob eine Postleitzahl gültig ist, soll auch vierstellige annehmen.', 'src/kasse.js'],
    ['Chinese', '密码 检查', 'src/登录.js'],
    ['a file in Latin-1', 'lirePanier', 'src/alt.js'],
    ['a stack trace of 200 lines', stack, 'src/billing.js'],
    ['6,000 characters', `${'The shop is slow and people wait. '.repeat(170)}Look at chargeInvoice.`, 'src/billing.js'],
    ['a file that is not there', 'Fix chargeInvoice in src/nowhere.js', 'src/billing.js'],
  ] as const)
    it(`finds the place by ${what}`, async () => assert.equal(await first(question), path));

  it('answers anything, and the same each time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.lorem({ maxCount: 40 })),
        async (question) => {
          const found = await index.find(questionTerms(question), 5);
          assert.ok(found.length <= 5);
          for (const { from, to, path } of found) assert.ok(from >= 1 && to >= from && path !== '');
          assert.deepEqual(await index.find(questionTerms(question), 5), found);
        },
      ),
      { numRuns: 150 },
    );
  });
});
