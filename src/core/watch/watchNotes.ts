import { FluxError } from '../../base/errors';
import { createSerialQueues } from '../../base/serialQueues';
import { noActs, readActs, type Acts } from './acts';
import { readOffers, type Offer } from './offers';

/** Small texts that survive a reload, by name. */
export interface Notes {
  getNote(name: string): Promise<string | undefined>;
  putNote(name: string, text: string): Promise<void>;
  /** Puts it only where it still reads as said; false: another window was quicker. */
  swapNote(name: string, from: string | undefined, to: string): Promise<boolean>;
}

interface KeptOffers {
  now(): readonly Offer[];
  put(next: readonly Offer[]): Promise<void>;
  /** True where they are others than this window had. */
  load(): Promise<boolean>;
}

interface KeptActs {
  now(): Acts;
  /** @param tell is called once the change holds here, before it is stored */
  change(change: (acts: Acts) => Acts, tell: () => void): Promise<void>;
  load(): Promise<void>;
}

const offersNote = 'watch.offers';
const actsNote = 'watch.acts';
/** How often other windows may be quicker. */
const mostTries = 50;

/** What is offered; only the window that watches writes it. */
export function keepOffers(notes: Notes): KeptOffers {
  let offers: readonly Offer[] = [];
  let stored: string | undefined = '[]';
  return {
    now: () => offers,
    async put(next) {
      offers = next;
      const text = JSON.stringify(next);
      if (text === stored) return;
      stored = text;
      try {
        await notes.putNote(offersNote, text);
      } catch (error) {
        stored = undefined;
        throw error;
      }
    },
    async load() {
      const text = (await notes.getNote(offersNote)) ?? '[]';
      if (text === stored) return false;
      stored = text;
      offers = readOffers(text);
      return true;
    },
  };
}

/** What persons did; any window writes it, so each change is made of what is stored. */
export function keepActs(notes: Notes, now: () => number): KeptActs {
  const enqueue = createSerialQueues();
  let acts = noActs;
  return {
    now: () => acts,
    change: (change, tell) =>
      enqueue('acts', async () => {
        let isDone = false;
        const hold = (before: Acts) => {
          acts = change(before);
          isDone = true;
          tell();
        };
        try {
          for (let tries = 0; tries < mostTries; tries++) {
            const text = await notes.getNote(actsNote);
            const before = readActs(text, now());
            hold(before);
            if (acts === before || (await notes.swapNote(actsNote, text, JSON.stringify(acts)))) return;
          }
        } catch (error) {
          // In this window it holds all the same.
          if (!isDone) hold(acts);
          throw error;
        }
        throw new FluxError('store_conflict', 'Other windows kept changing what Flux suggests. Try again.', {
          retryable: true,
        });
      }),
    load: () =>
      enqueue('acts', async () => {
        acts = readActs(await notes.getNote(actsNote), now());
      }),
  };
}
