import * as z from 'zod';

/** Which of an endpoint's models is asked. */
export const tiers = ['fast', 'ordinary', 'strong'] as const;
export type Tier = (typeof tiers)[number];

/**
 * How a prompt may be made shorter: `structural`, signatures stand for bodies; `semantic`, only the pieces that the
 * step needs; `outputs`, logs are cut to their failures; `history`, earlier turns are folded. Saying once what repeats
 * changes nothing that is said, so it applies to all and is not listed.
 */
export const compressions = ['structural', 'semantic', 'outputs', 'history'] as const;
export type Compression = (typeof compressions)[number];

/**
 * By what an output is judged that no expectation judges. `found`: it says what was looked for, or that there is
 * nothing; `words`: it is there and a person reads it; `edits`: it applies and brings no new errors; `verdict`: the
 * step's expectations hold; `receipt`: the other side took it (a commit, an exit code of 0, an address); `choice`: it
 * is one of the ways that are open.
 */
export const judgings = ['found', 'words', 'edits', 'verdict', 'receipt', 'choice'] as const;
export type Judging = (typeof judgings)[number];

/** What the setting `flux.routing.intents` may say of an intent, each for itself. */
export const handlingFields = {
  tier: z.enum(tiers),
  compression: z.array(z.enum(compressions)),
  judging: z.enum(judgings),
};

/** What differs from the table for an intent, as far as it is valid. */
export type HandlingOverride = {
  readonly [Field in keyof typeof handlingFields]?: z.infer<(typeof handlingFields)[Field]>;
};
