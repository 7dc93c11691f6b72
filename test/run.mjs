// @ts-check
// npm test [-- <filter>… --grep <text> --quick]
// A filter is unit, host or e2e, or one of these and a part of a name, such as unit/store. --grep runs only tests whose
// title holds the text. --quick leaves out the type check and the linter, and the build where only unit tests run. When
// the build fails, only unit tests run.
import { parseArgs } from 'node:util';
import { ensureDependencies } from './harness/ensureDependencies.mjs';
import { createTally } from './harness/tally.mjs';

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const unknown = filters.filter((filter) => !/^(unit|host|e2e)(\/|$)/.test(filter));
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. A filter is unit, host or e2e, or one of these with a name, such as unit/store.`,
  );
  process.exit(2);
}

const tally = createTally();
try {
  await ensureDependencies();
  const { buildTests } = await import('./harness/buildTests.mjs');
  const { needsEditor, needsPackage, runAll } = await import('./harness/runAll.mjs');
  const selection = { filters, grep: values.grep };
  if (needsEditor(selection)) {
    const { ensureSystemPackages } = await import('./harness/ensureSystemPackages.mjs');
    const { ensureCodeServer } = await import('./harness/ensureCodeServer.mjs');
    await ensureSystemPackages();
    await ensureCodeServer();
  }
  const built =
    (values.quick && !needsEditor(selection)) || (await tally.runScript(needsPackage(selection) ? 'package' : 'build'));
  await buildTests();
  // Beside the first tests: it needs one core, and they mostly wait.
  const checked = values.quick ? undefined : tally.runScript('check');
  for await (const { name, report } of runAll({ ...selection, withoutEditor: !built })) tally.take(name, report);
  await checked;
} catch (error) {
  tally.fail('set-up', error);
}
process.exit(tally.finish());
