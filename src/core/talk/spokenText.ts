import { withoutThoughts } from '../model/thoughts';

/** What may still become the mark of a thought: a tag that has not closed, a bracket, a channel's name. */
const unclear =
  /^(?:<[^<>\n]{0,120}|\[[A-Z]{0,6}|◁[a-z]{0,8}|a(?:n(?:a(?:l(?:y(?:s(?:i(?:s)?)?)?)?)?)?)?|analysis\S[^]*)?$/i;

export interface SpokenText {
  /** Takes the next piece of an answer. */
  hear(piece: string): void;
  /** Passes on what was held back when the answer ends. False when the whole answer was a thought. */
  end(): boolean;
}

/**
 * Passes on what a model says as it comes, without the thoughts that it begins with. A beginning that may still become
 * a thought's mark is held back; a thought that never ends is not passed on at all.
 */
export function createSpokenText(onText: (text: string) => void): SpokenText {
  let heard = '';
  let speaks = false;
  const say = (text: string) => {
    speaks = true;
    onText(text);
  };
  return {
    hear(piece) {
      if (speaks) return onText(piece);
      heard += piece;
      const said = withoutThoughts(heard, { plain: true });
      if (!unclear.test(said.trimStart())) say(said);
    },
    end() {
      const said = speaks ? '' : withoutThoughts(heard, { plain: true });
      if (said.trim() !== '') say(said);
      return speaks;
    },
  };
}
