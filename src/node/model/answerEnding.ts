/** What the word that a server ends an answer with means. */
export type EndingMeaning = 'complete' | 'limit' | 'refused' | 'unknown';

/**
 * Written without case, blanks and signs: `END_TURN`, `end_turn` and `endTurn` are one. Whatever is not here is not
 * known to be good.
 */
const meanings: Readonly<Record<EndingMeaning, readonly string[]>> = {
  complete: [
    'stop',
    'stopped',
    'finishreasonstop',
    'stopsequence',
    'stoptoken',
    'stopword',
    'eos',
    'eostoken',
    'eot',
    'eom',
    'endturn',
    'endofturn',
    'endoftext',
    'end',
    'toolcalls',
    'toolcall',
    'tooluse',
    'functioncall',
    'complete',
    'completed',
    'done',
    'finished',
    'natural',
  ],
  limit: [
    'length',
    'limit',
    'tokenlimit',
    'maxlength',
    'maxtokens',
    'maxoutputtokens',
    'maxnewtokens',
    'finishreasonmaxtokens',
    'modellength',
    'contextlength',
    'modelcontextwindowexceeded',
  ],
  refused: [
    'contentfilter',
    'contentfiltered',
    'refusal',
    'safety',
    'finishreasonsafety',
    'recitation',
    'blocklist',
    'prohibitedcontent',
    'spii',
    'guardrailintervened',
    'sensitive',
  ],
  unknown: [],
};

/** The meaning of a `finish_reason`; undefined where none is named. */
export function meaningOf(ending: unknown): EndingMeaning | undefined {
  if (ending === undefined || ending === null || ending === '') return undefined;
  const word = String(ending)
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  return (['complete', 'limit', 'refused'] as const).find((meaning) => meanings[meaning].includes(word)) ?? 'unknown';
}

/** After so many answers without a named ending, and none with one, a server is known never to name any. */
const answersToKnow = 3;

/** Remembers, by server and model, whether endings are named at all. */
export interface NamedEndings {
  /** Takes note of an answer; whether one without a named ending may be taken, judged by its own shape. */
  note(server: string, named: boolean): boolean;
}

export function createNamedEndings(): NamedEndings {
  const unnamed = new Map<string, number>();
  return {
    note(server, named) {
      const count = unnamed.get(server) ?? 0;
      const next = named ? -Infinity : count + 1;
      unnamed.set(server, next);
      return named || next >= answersToKnow;
    },
  };
}
