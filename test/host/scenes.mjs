// @ts-check

/**
 * One start of the editor, in which one folder of host tests runs.
 * @typedef {object} Scene
 * @property {string} name its compiled tests are `out/test/host/<tests>.cjs`
 * @property {string} [tests] the folder under `test/host`; the name when left out
 * @property {string | null} [project] copied from `test/projects`; null (the default): an empty folder
 * @property {boolean | 'empty'} [git] as `copyProject` takes it
 * @property {readonly string[]} [folders] names of empty folders to make beside the project and to open with it as one
 * workspace
 * @property {boolean} [openFolder] false: an empty window; true is the default
 * @property {boolean} [trust] false: an untrusted workspace
 * @property {Record<string, unknown>} [settings] user settings
 * @property {NodeJS.ProcessEnv} [env] of the extension host; undefined removes a variable
 * @property {'folder' | 'vsix' | 'none'} [extension] 'folder' (the default): the repository, for development; 'vsix':
 * `dist/flux.vsix`, installed
 * @property {number} [timeoutSeconds] for the whole scene; 180 when left out
 */

/** @type {readonly Scene[]} */
export const scenes = [
  { name: 'run', project: 'login', git: true, timeoutSeconds: 300 },
  { name: 'tools', project: 'login', git: true, timeoutSeconds: 300 },
  { name: 'editor', git: true, timeoutSeconds: 300 },
  { name: 'saves', project: 'login', git: true, timeoutSeconds: 600 },
  { name: 'terminal', git: true, timeoutSeconds: 300 },
  { name: 'multiRoot', project: 'login', git: true, folders: ['web app', 'api'] },
  {
    name: 'kindsNode',
    tests: 'kinds',
    project: 'shop-js',
    git: true,
    timeoutSeconds: 300,
    env: { FLUX_TEST_KIND: 'node git' },
  },
  {
    name: 'kindsOdd',
    tests: 'kinds',
    project: 'shop-js',
    git: true,
    timeoutSeconds: 300,
    env: { FLUX_TEST_KIND: 'oddFiles oddRuns' },
  },
  {
    name: 'kindsPython',
    tests: 'kinds',
    project: 'invoice-py',
    git: true,
    env: { FLUX_TEST_KIND: 'python', PYTHONDONTWRITEBYTECODE: undefined },
  },
  { name: 'kindsRust', tests: 'kinds', project: 'wordcount-rs', git: true, env: { FLUX_TEST_KIND: 'rust' } },
  {
    name: 'kindsSeveral',
    tests: 'kinds',
    project: 'shop-js',
    git: true,
    folders: ['invoice-py'],
    env: { FLUX_TEST_KIND: 'several' },
  },
  { name: 'fluxFiles', project: 'login', git: true, folders: ['second'] },
  { name: 'watching', project: 'login', git: true, settings: { 'flux.watchers.enabled': true } },
  { name: 'monorepo', project: 'bakery', git: true, timeoutSeconds: 300 },
  {
    name: 'agents',
    project: 'login',
    git: true,
    // What a person clicks before a tool runs; `e2e/agentTool` clicks it.
    settings: { 'chat.tools.global.autoApprove': true },
  },
  { name: 'offline', project: 'login', git: true },
  { name: 'nofolder', openFolder: false },
  { name: 'untrusted', project: 'login', git: true, trust: false },
  { name: 'bare', git: false },
  { name: 'emptyRepo', project: 'login', git: 'empty' },
  { name: 'packaged', project: 'login', git: true, extension: 'vsix' },
];
