import type { FileImage } from '../../contracts/checkpoint';
import { mergeTexts } from './mergeTexts';
import type { KnownTouch } from './undoHistory';

/** The text of an image (unsaved before saved); undefined when it is not text, null for no file. */
export type TextOf = (image: FileImage) => Promise<string | null | undefined>;

/** What reversing touches of one file comes to. */
export type Reversal =
  /**
   * `unsure`: it is as it was at first, but not by what the touches did, so something in between may have gone
   * elsewhere.
   */
  | { readonly kind: 'unchanged'; readonly unsure?: boolean }
  | { readonly kind: 'restore'; readonly image: FileImage }
  /** Around what the person has done since. Line endings `\n`. */
  | { readonly kind: 'merge'; readonly text: string }
  /** Nothing is to be done to the file. `why` fits into brackets after its path. */
  | { readonly kind: 'conflict'; readonly why: string };

/** The file while it is being reversed: an image that is kept, or a text that is not. */
type State = { readonly image: FileImage } | { readonly text: string };

type Outcome = State | { readonly why: string };

/**
 * Takes touches of one file back, the newest first, from how it stands now. Where it still is what a touch left, it
 * becomes byte for byte what it was before; else the texts are merged. Reads texts only where it must.
 */
export async function reverseFile(
  present: FileImage,
  touches: readonly KnownTouch[],
  textOf: TextOf,
): Promise<Reversal> {
  const plain = async (image: FileImage) => {
    const text = (await textOf(image))?.replace(/\r\n?/g, '\n');
    // What the editor could not read is lost in its text: written back, it would destroy the bytes.
    if (text?.includes('\ufffd')) return undefined;
    return text ?? (image.key === null && image.unsaved === undefined ? null : undefined);
  };
  const isBack = async () => {
    const [now, first] = await Promise.all([plain(present), plain(touches.at(-1)?.before ?? present)]);
    return now !== undefined && now === first;
  };
  let state: State = { image: present };
  for (const touch of joined(touches)) {
    const next: Outcome = await reverseTouch(state, touch, plain);
    if ('why' in next)
      return (await isBack()) ? { kind: 'unchanged', unsure: true } : { kind: 'conflict', why: next.why };
    state = next;
  }
  if ('text' in state)
    return state.text === (await plain(present)) ? { kind: 'unchanged' } : { kind: 'merge', text: state.text };
  if (sameContent(state.image, present) && state.image.mode === present.mode) return { kind: 'unchanged' };
  if (state.image.key === null && present.unsaved !== undefined)
    return { kind: 'conflict', why: 'it has unsaved changes' };
  return { kind: 'restore', image: state.image };
}

/** Touches without anything in between count as one, so that a change made and undone is no conflict. */
function joined(touches: readonly KnownTouch[]): KnownTouch[] {
  const out: KnownTouch[] = [];
  for (const touch of touches) {
    const newer = out.at(-1);
    if (newer && touch.after && sameContent(newer.before, touch.after) && newer.before.mode === touch.after.mode)
      out.splice(-1, 1, { ...touch, after: newer.after });
    else out.push(touch);
  }
  return out;
}

async function reverseTouch(state: State, touch: KnownTouch, plain: TextOf): Promise<Outcome> {
  const { before, after } = touch;
  if (after && 'image' in state) {
    const { image } = state;
    // Who changed the permissions since keeps them.
    const mode = image.mode === after.mode ? before.mode : image.mode;
    if (sameContent(before, after)) return { image: { ...image, ...(image.key !== null && { mode }) } };
    if (sameContent(image, after)) return { image: before.key === null ? before : { ...before, mode } };
    if (sameContent(image, before)) return { image: { ...image, ...(image.key !== null && { mode }) } };
  }
  if (!after && 'image' in state && sameContent(state.image, before)) return state;
  const [mine, theirs] = await Promise.all(['text' in state ? state.text : plain(state.image), plain(before)]);
  if (mine === theirs && mine !== undefined) return belowUnsaved(state, touch);
  if (!after)
    return {
      why: 'Flux was interrupted while it changed this file and cannot tell its changes from yours',
    };
  if (mine === null) return before.key === null ? state : { why: 'it was deleted or moved since' };
  if (after.key === null) return { why: 'the run deleted it, and a new one exists now' };
  if (before.key === null) return { why: 'the run created it, and it was edited since' };
  const base = await plain(after);
  if (mine === undefined || theirs === undefined || typeof base !== 'string')
    return { why: 'it was changed since and is not text that Flux can merge' };
  if (theirs === null) return { why: 'the run created it, and it was edited since' };
  if (base === theirs) return { why: 'it was changed since, and the run changed only its line endings or encoding' };
  const text = mergeTexts({ base, mine, theirs });
  if (text === undefined) return { why: 'the same lines were edited since' };
  return text === mine ? belowUnsaved(state, touch) : { text };
}

/**
 * The same text; but where it is not saved and the disk below it still holds what the touch left, the disk goes back.
 */
function belowUnsaved(state: State, { before, after }: KnownTouch): State {
  if (!after || !('image' in state) || state.image.unsaved === undefined || state.image.key !== after.key) return state;
  return before.key === null || before.unsaved !== undefined || after.unsaved !== undefined
    ? state
    : { image: { ...state.image, key: before.key } };
}

/** Whether two images are of the same bytes and unsaved text. */
export function sameContent(a: FileImage, b: FileImage): boolean {
  return a.key === b.key && a.unsaved === b.unsaved;
}
