import { editCalls, type Edit, type RecordedTask } from '../task';

const edits: readonly Edit[] = [
  {
    path: 'src/delivery/retry.js',
    old: `export function delayBefore({ attempts, retryAfter, firstDelayMs, longestDelayMs, random = Math.random }) {
`,
    new: `export function delayBefore({ attempts, retryAfter, firstDelayMs, longestDelayMs, now = Date.now(), random = Math.random }) {
`,
  },
  {
    path: 'src/delivery/retry.js',
    old: `  const asked = Number(retryAfter) * 1000;
  return Math.min(longestDelayMs, Math.max(asked, Math.round(delay)));
}
`,
    new: `  return Math.min(longestDelayMs, Math.max(askedFor(retryAfter, now), Math.round(delay)));
}

/** How long \`retry-after\` asks to wait, in ms: it is a number of seconds or a date; 0 where it is neither. */
function askedFor(retryAfter, now) {
  if (/^\\s*\\d+\\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const until = Date.parse(retryAfter);
  return Number.isNaN(until) ? 0 : Math.max(0, until - now);
}
`,
  },
  {
    path: 'src/delivery/deliveries.js',
    old: `      const nextAt = now() + delayBefore({ ...facts, retryAfter: result.retryAfter, ...config });
`,
    new: `      const nextAt = now() + delayBefore({ ...facts, retryAfter: result.retryAfter, now: now(), ...config });
`,
  },
  {
    path: 'test/retry.test.js',
    old: `  assert.equal(delayBefore({ attempts: 1, retryAfter: '3600', ...limits }), 60_000);
});
`,
    new: `  assert.equal(delayBefore({ attempts: 1, retryAfter: '3600', ...limits }), 60_000);
});

test('heeds a date, and nothing that is neither', () => {
  const now = Date.parse('2024-03-01T12:00:00Z');
  const delay = (retryAfter) => delayBefore({ attempts: 1, retryAfter, now, ...limits });
  assert.equal(delay('Fri, 01 Mar 2024 12:00:30 GMT'), 30_000);
  assert.equal(delay('Fri, 01 Mar 2024 11:00:00 GMT'), 1000);
  assert.equal(delay('soon'), 1000);
});
`,
  },
];

/** A bug at the edge of a protocol. */
export const relayFix: RecordedTask = {
  kind: 'fix',
  name: 'a date in a header',
  project: 'relay',
  goal:
    'An endpoint that answers 429 with a date in retry-after is tried again at once, over and over. Wait until that ' +
    'date instead.',
  edits,
  loop: {
    turns: [
      {
        say: 'I look for where retry-after is read.',
        calls: [
          { name: 'list_files', input: {} },
          { name: 'search', input: { pattern: 'retry-after|retryAfter|delayBefore' } },
        ],
      },
      {
        say: '',
        calls: ['src/delivery/retry.js', 'src/delivery/deliveries.js', 'test/retry.test.js'].map((path) => ({
          name: 'read_file',
          input: { path },
        })),
      },
      {
        say: 'A date becomes NaN, and so does the time of the next attempt, which then is always due.',
        calls: editCalls(edits),
      },
      { say: '', calls: [{ name: 'run_tests', input: {} }] },
    ],
    end:
      'delayBefore (src/delivery/retry.js) made NaN of a date in retry-after, so the delivery was due at once. It now ' +
      'reads seconds and dates, up to the limit as before; what is neither is ignored. A test covers dates to come, past ' +
      'dates and nonsense. All tests pass.',
  },
  flux: {
    plan: {
      summary: 'A date in retry-after is waited for',
      verify: 'verify',
      notes: ['RELAY_LONGEST_DELAY_MS limits dates as it does seconds.'],
    },
    steps: [
      { step: { id: 'fix', title: 'Read dates in retry-after, with a test', tool: 'edit_file' }, edits },
      { step: { id: 'verify', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] } },
    ],
  },
};
