import type { PlanReply } from '../../contracts/plan';

/** A plan that needs no model. */
export interface Recipe {
  /** Also the route's intent. */
  readonly name: 'run_tests' | 'fix_formatting' | 'save_work' | 'what_changed' | 'suggest' | 'find';
  readonly reply: PlanReply;
  /** Whether a model, where there is one, would plan this better than the recipe. */
  readonly betterWithModel?: boolean;
}

const please = '^(?:please |can you |could you |@flux )*';
const end = '(?: please)?[.!?]*$';
const whole = (pattern: string) => new RegExp(`${please}(?:${pattern})${end}`, 'i');

const runTests = whole(
  '(?:run|execute|start) (?:all )?(?:the |my |our )?(?:unit )?tests?(?: suite)?|test(?: it| everything| this| ' +
    'the project)?|do the tests pass',
);
const formatting = whole(
  '(?:fix|tidy|clean up|apply) (?:the |my |all )?(?:formatting|format|style|lint(?:ing)?(?: errors| ' +
    'problems)?)|(?:format|reformat|tidy)(?: up)?(?: (?:the |my |all )?(?:code|files?|changes|project|it))?',
);
const save = whole(
  '(?:save|commit|check in) (?:all )?(?:my |the |our )?(?:work|changes|progress|everything|it all)(?: to ' +
    'git)?|commit(?: it| this| all| everything)?',
);
const changed = whole(
  "what(?:'s| has| have i| did i)? changed?|what (?:are|were) (?:the|my) changes|show (?:me )?(?:the |my " +
    ')?(?:changes|diff)|git diff|diff',
);
const suggest = whole(
  'what (?:should|could|can) (?:i|we) (?:do|work on|fix|improve)(?: next)?(?: (?:here|in this ' +
    'project|now))?|(?:any |make |give me |show )?(?:some )?suggestions|suggest (?:something|what to ' +
    "do|improvements)(?: next)?|what(?:'s| is) (?:next|left to do|to be done)(?: here)?",
);
const find =
  /^(?:please |can you |could you )*(?:find|search(?: for)?|look for|grep(?: for)?|locate)\s+(.{1,200}?)[.!]*$/i;

/** The recipe that fits the whole goal, if one does. */
export function findRecipe(goal: string): Recipe | undefined {
  const words = goal.length > 300 ? '' : goal.replace(/\s+/g, ' ').trim();
  if (runTests.test(words)) {
    return recipe('run_tests', 'Run the tests.', {
      id: 'tests',
      title: 'Run the tests',
      tool: 'run_tests',
      input: {},
      expect: [{ kind: 'tests_pass' }],
    });
  }
  if (formatting.test(words)) {
    return recipe('fix_formatting', 'Format the changed files and organise their imports.', {
      id: 'format',
      title: 'Fix the formatting',
      tool: 'auto_fix',
      input: {},
    });
  }
  if (save.test(words)) {
    return recipe('save_work', 'Commit all changes of the working tree.', {
      id: 'commit',
      title: 'Commit all changes',
      tool: 'git_commit',
      input: { all: true },
    });
  }
  if (changed.test(words)) {
    return recipe('what_changed', 'Show what has changed since the last commit.', {
      id: 'diff',
      title: 'Show the changes',
      tool: 'git_diff',
      input: {},
    });
  }
  if (suggest.test(words)) {
    return recipe('suggest', 'List what is worth doing next, from problems, failing tests, marks and recent changes.', {
      id: 'suggest',
      title: 'Suggest what to do next',
      tool: 'get_suggestions',
      input: {},
    });
  }
  const sought = find.exec(words)?.[1];
  if (sought) {
    const quoted = /^["'`“](.+)["'`”]$/.exec(sought)?.[1];
    const { pattern, literal } = quoted ? { pattern: quoted, literal: true } : soughtPattern(sought);
    return {
      ...recipe('find', `Search the workspace for “${quoted ?? sought}”.`, {
        id: 'find',
        title: `Find ${quoted ?? sought}`,
        tool: 'search_code',
        input: { pattern, literal, ignoreCase: true },
      }),
      betterWithModel: !quoted && /\s/.test(sought),
    };
  }
  return undefined;
}

/**
 * "where the user is validated" → words in any order on a line are too much for one regex; the telling words, any of
 * them.
 */
function soughtPattern(sought: string): { pattern: string; literal: boolean } {
  const bare = sought
    .replace(/^(?:where|all|every|the|any|uses of|usages of|references to|files? (?:with|that)|occurrences of)\s+/i, '')
    .replace(/^the\s+/i, '');
  const asked =
    /^(.*?)\s+(?:is|are|was|gets?)\s+(?:defined|used|validated|called|declared|handled)$/i.exec(bare)?.[1] ?? bare;
  return { pattern: asked, literal: true };
}

function recipe(name: Recipe['name'], summary: string, step: PlanReply['steps'][number]): Recipe {
  return {
    name,
    reply: { summary, steps: [step], questions: [], ...(name === 'run_tests' ? { verify: step.id } : {}) },
  };
}
