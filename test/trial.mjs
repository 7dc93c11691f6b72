// `npm run trial -- --url URL --project DIR --goal "…" [--workflow NAME] [--say "…"] [--over DIR] [--check "npm test"]
// [--out FILE]`: one goal, approved at once, on a copy of a project in a real editor, against any OpenAI-compatible
// endpoint. --say is told to the run once it is approved; the files of --over are uncommitted changes. Prints calls,
// tokens, decisions and what came of it: how prompts are judged.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildTests } from './harness/buildTests.mjs';
import { makeRepository } from './harness/copyProject.mjs';
import { launchCodeServer } from './harness/launchCodeServer.mjs';
import { openWorkbench } from './harness/openWorkbench.mjs';
import { outFolder, repoRoot } from './harness/paths.mjs';
import { testEnvironment } from './harness/testEnvironment.mjs';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    project: { type: 'string' },
    goal: { type: 'string' },
    model: { type: 'string', default: 'trial' },
    workflow: { type: 'string' },
    over: { type: 'string' },
    say: { type: 'string' },
    out: { type: 'string' },
    check: { type: 'string' },
  },
});
if (!values.url || !values.project || !values.goal)
  throw new Error(
    'Usage: npm run trial -- --url http://127.0.0.1:1234/v1 --project DIR --goal "what should be different"',
  );

const parent = await realpath(await mkdtemp(join(tmpdir(), 'flux-trial-')));
const folder = join(parent, 'project');
await cp(resolve(values.project), folder, { recursive: true, filter: (path) => !path.endsWith('/.git') });
await makeRepository(folder, { commit: true });
if (values.over) await cp(resolve(values.over), folder, { recursive: true });
execFileSync(process.execPath, ['esbuild.mjs'], { cwd: repoRoot });
await buildTests();
const resultFile = join(parent, 'result.json');
const server = await launchCodeServer({
  folder,
  userSettings: {
    'flux.model.baseUrl': values.url,
    'flux.model.id': values.model,
    'flux.model.timeoutSeconds': 7200,
    'flux.execution.stepTimeoutSeconds': 7200,
  },
  env: {
    ...testEnvironment,
    OPENAI_API_KEY: process.env.OPENAI_API_KEY ?? 'none',
    FLUX_TRIAL_REQUEST: JSON.stringify({ goal: values.goal, workflow: values.workflow }),
    FLUX_TRIAL_SAY: values.say ?? '',
    FLUX_TRIAL_RESULT: resultFile,
    FLUX_REPO_ROOT: repoRoot,
  },
});
try {
  const workbench = await openWorkbench({
    server,
    extensionPath: repoRoot,
    extensionTestsPath: join(outFolder, 'test/host/trial.cjs'),
  });
  await workbench.testsEnded;
  await workbench.close();
} finally {
  await server.stop();
}
execFileSync('git', ['add', '--intent-to-add', '--all'], { cwd: folder });
const first = execFileSync('git', ['rev-list', '--max-parents=0', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
const session = JSON.parse(await readFile(resultFile, 'utf8'));
const result = {
  goal: values.goal,
  folder,
  state: session.state,
  error: session.error,
  summary: session.summary,
  modelCalls: session.modelCalls,
  tokens: session.tokens,
  steps: session.plan?.steps.map((step) => ({
    id: step.id,
    tool: step.tool,
    title: step.title,
    status: step.status,
    tokens: step.tokens,
    error: step.error,
  })),
  decisions: session.decisions?.map((decision) => ({
    action: decision.action,
    step: decision.step,
    reasoning: decision.reasoning,
    outcome: decision.outcome,
  })),
  feedback: session.feedback,
  plan: session.plan && { summary: session.plan.summary, notes: session.plan.notes, verify: session.plan.verify },
  diff: execFileSync('git', ['diff', first], { cwd: folder, encoding: 'utf8' }),
  check: values.check && runCheck(values.check),
};
console.log(JSON.stringify(result, null, 2));
if (values.out) await writeFile(values.out, JSON.stringify(result, null, 2));

function runCheck(command) {
  try {
    return { passed: true, output: execFileSync(command, { cwd: folder, encoding: 'utf8', shell: true }).slice(-2000) };
  } catch (error) {
    return { passed: false, output: String(error.stdout ?? error).slice(-2000) };
  }
}
