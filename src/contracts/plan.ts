import * as z from 'zod';

/** Models write `null` for what they leave out; both mean "not given". */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null ? undefined : value), schema.optional());

/**
 * An object as models write it: `null` is not given, other names for a field are that field (unless both are there and
 * say something else), `comments` may stand there and mean nothing, and a field that nobody knows is refused, never
 * dropped.
 */
export const written = <T extends z.ZodType>(
  schema: T,
  names: Readonly<Record<string, readonly string[]>> = {},
  comments: readonly string[] = [],
) =>
  z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const given = Object.fromEntries(
      Object.entries(value).filter(([key, one]) => one !== null && one !== undefined && !comments.includes(key)),
    );
    for (const [name, others] of Object.entries(names)) {
      for (const other of others) {
        if (given[other] === undefined || (given[name] !== undefined && given[name] !== given[other])) continue;
        given[name] = given[other];
        delete given[other];
      }
    }
    return given;
  }, schema);

/** Fields in which a model says why; nothing follows from them. */
export const commentFields = [
  'reason',
  'reasoning',
  'rationale',
  'why',
  'explanation',
  'comment',
  'comments',
  'thought',
  'thoughts',
  'thinking',
] as const;

const lineRange = z.tuple([z.number().int().min(1), z.number().int().min(1)]);

/** What the planner or a binding may ask to see before it answers. */
const lookSchema = written(
  z.union(
    [
      z.strictObject({ search: z.string().min(1), in: optional(z.string()) }),
      z.strictObject({ read: z.string().min(1), symbol: z.string().min(1) }),
      z.strictObject({ read: z.string().min(1), lines: optional(lineRange) }),
      z.strictObject({ outline: z.string().min(1) }),
    ],
    'A look is {"search","in"?}, {"read","lines"?}, {"read","symbol"} or {"outline"}, with no other field',
  ),
  {},
  commentFields,
);
export type Look = z.infer<typeof lookSchema>;

/** A place that a step's binding must be shown. */
const contextRefSchema = written(
  z.strictObject({ path: z.string().min(1), lines: optional(lineRange), symbol: optional(z.string()) }),
  {},
  commentFields,
);
export type ContextRef = z.infer<typeof contextRefSchema>;

/** A typed post-condition of a step. */
export const expectationSchema = written(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('tests_pass') }),
    z.strictObject({ kind: z.literal('tests_fail') }),
    z.strictObject({ kind: z.literal('no_new_errors') }),
    z.strictObject({ kind: z.literal('file_exists'), path: z.string().min(1) }),
    z.strictObject({ kind: z.literal('changed'), path: optional(z.string()) }),
    z
      .strictObject({
        kind: z.literal('exit_code'),
        equals: optional(z.number().int()),
        not: optional(z.number().int()),
      })
      .refine(({ equals, not }) => equals === undefined || not === undefined, 'Give "equals" or "not", not both'),
    z.strictObject({ kind: z.literal('output_matches'), pattern: z.string().min(1) }),
  ]),
  {
    equals: ['code', 'exitCode', 'exit_code', 'value'],
    path: ['file', 'file_path', 'filePath'],
    pattern: ['regex', 'regexp'],
  },
);
export type Expectation = z.infer<typeof expectationSchema>;

/** A step as a model writes it. */
export const stepReplySchema = written(
  z.strictObject({
    id: z.coerce.string().min(1).max(80),
    title: z.string().min(1).max(500),
    tool: z.string().min(1),
    input: optional(z.record(z.string(), z.unknown())),
    instruction: optional(z.string()),
    context: optional(z.array(contextRefSchema)),
    agent: optional(z.string()),
    intent: optional(z.string()),
    phase: optional(z.string()),
    dependsOn: optional(z.array(z.coerce.string())),
    expect: optional(z.array(expectationSchema)),
    decisionPoint: optional(z.boolean()),
  }),
  { dependsOn: ['depends_on'], decisionPoint: ['decision_point'], instruction: ['description', 'instructions'] },
  commentFields,
);
export type StepReply = z.infer<typeof stepReplySchema>;

const mostNotes = 30;
const longestNote = 1_000;

/** Notes as a model writes them: too many or too long ones are cut rather than asked for again. */
export const notesSchema = z.array(z.string()).transform((notes) =>
  notes
    .filter((note) => note.trim() !== '')
    .slice(0, mostNotes)
    .map((note) => (note.length > longestNote ? `${note.slice(0, longestNote - 1)}…` : note)),
);

/** A plan as a model writes it. */
export const planReplySchema = written(
  z.strictObject({
    summary: z.string().min(1),
    steps: z.array(stepReplySchema).default([]),
    verify: optional(z.coerce.string()),
    questions: optional(z.array(z.string().min(1))),
    notes: optional(notesSchema),
  }),
  {},
  [...commentFields, 'analysis', 'approach', 'goal', 'title', 'confidence'],
);
export type PlanReply = z.infer<typeof planReplySchema>;

/** A request to look before planning or binding. */
export const lookReplySchema = written(z.strictObject({ look: z.array(lookSchema).min(1).max(12) }), {}, [
  ...commentFields,
  'summary',
  'notes',
]);
export type LookReply = z.infer<typeof lookReplySchema>;

/** A step of a validated plan: ids unique, tool known, dependencies explicit, edits merged into the input. */
export interface PlanStep {
  readonly id: string;
  readonly title: string;
  readonly tool: string;
  readonly effect: Effect;
  /** What is known of the input; fields that are late-bound may be missing. */
  readonly input?: Record<string, unknown>;
  /** What binding must achieve, in words; a step without one has its whole input. */
  readonly instruction?: string;
  readonly context?: readonly ContextRef[];
  readonly agent?: string;
  readonly intent?: string;
  readonly phase?: string;
  readonly dependsOn: readonly string[];
  readonly expect: readonly Expectation[];
  readonly decisionPoint?: boolean;
  /** Whether one small model call is needed to complete the input. */
  readonly late: boolean;
  /** The paths that the step says it will write, relative to the folder. */
  readonly writes: readonly string[];
  /** What it runs, as approvals remember it; left out: the tool's name. */
  readonly runs?: readonly string[];
  /** What it acts on, in a few words for a person: paths, a command, a pattern. */
  readonly about: string;
  /** Hashes of the files as they were shown when it was added to a running plan; counts before the plan's. */
  readonly seen?: Readonly<Record<string, string>>;
}

/** A plan that passed validation. */
export interface Plan {
  readonly summary: string;
  readonly steps: readonly PlanStep[];
  /** The step whose passing verifies the goal. */
  readonly verify?: string;
  /** What the planner wants the person to know: assumptions, what it left alone. */
  readonly notes?: readonly string[];
  /** Hashes of the files as they were when the plan was made, by path. */
  readonly seen?: Readonly<Record<string, string>>;
  /** What looks brought: where in each file, so that bindings can be shown the same. */
  readonly looked?: readonly ContextRef[];
  readonly source: 'model' | 'recipe';
  /** Why running the tests saves what the person has not saved, in a sentence. */
  readonly saves?: string;
}

/** What a tool may do at most. */
export type Effect = 'read' | 'write' | 'execute';
