import type { Owner, StorePort } from '../../contracts/store';

/** Of several windows with one folder, the one that holds this watches. */
const claimName = 'watchers';
/** How soon after a refusal another window is asked again, in ms. */
const againMs = 1_000;

export interface SpeakingDeps {
  readonly store: Pick<StorePort, 'claim' | 'release'>;
  readonly owner: Owner;
  readonly now: () => number;
  /** This window watches from now on: it reads what the others left. */
  readonly begin: () => Promise<void>;
}

/** Which window of a folder watches: the one that the person works in, if they have several. */
export interface Speaking {
  isHere(): boolean;
  /** Whether another window was seen to watch. */
  isElsewhere(): boolean;
  /** Begins to watch here, where no other window does. True where that, or who watches, is news. */
  ask(): Promise<boolean>;
  /** Lets another window watch. */
  leave(): Promise<void>;
}

export function createSpeaking({ store, owner, now, begin }: SpeakingDeps): Speaking {
  let state: 'here' | 'elsewhere' | 'nowhere' = 'nowhere';
  let asking: Promise<void> | undefined;
  let refusedAt: number | undefined;

  const claim = async () => {
    if (!(await store.claim(claimName, owner))) {
      state = 'elsewhere';
      refusedAt = now();
      return;
    }
    refusedAt = undefined;
    await begin();
    state = 'here';
  };
  return {
    isHere: () => state === 'here',
    isElsewhere: () => state === 'elsewhere',
    async ask() {
      if (state === 'here' || (refusedAt !== undefined && Math.abs(now() - refusedAt) < againMs)) return false;
      const before = state;
      asking ??= claim().finally(() => (asking = undefined));
      await asking;
      return (state as string) !== before;
    },
    async leave() {
      await asking?.catch(() => {});
      if (state !== 'here') return;
      state = 'nowhere';
      await store.release(claimName, owner);
    },
  };
}
