import { fencedBlocks } from '../../base/fences';
import { jsonSpans } from './jsonSpans';

const names =
  '(?:[a-z]+:)?(?:think(?:ing)?|thoughts?|reasoning|reflection|scratchpad|inner_monologue|chain_of_thought)';
/** How models mark the beginning and the end of a thought. */
const marks: readonly { readonly opens: RegExp; readonly closes: RegExp }[] = [
  { opens: new RegExp(`^<${names}(?:\\s[^<>\\n]*)?>`, 'i'), closes: new RegExp(`</${names}\\s*>`, 'gi') },
  { opens: /^\[THINK\]/i, closes: /\[\/THINK\]/gi },
  { opens: /^◁think▷/i, closes: /◁\/think▷/gi },
  {
    opens: /^<\|(?:begin_of_thought|start_thinking|think|thinking)\|>/i,
    closes: /<\|(?:end_of_thought|end_thinking|\/think|\/thinking)\|>/gi,
  },
  { opens: /^<unused94>/, closes: /<unused95>/g },
];
/**
 * Channels: `<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…`, also without the
 * signs.
 */
const finalChannel = /<\|channel\|>\s*final\b[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>/gi;
const channelHead = /^(?:<\|start\|>\s*assistant\s*)?<\|channel\|>/i;
const bareFinal = /assistantfinal/g;

export interface ThoughtOptions {
  /**
   * The answer is words for a person, which may speak of such marks: an end that was not opened counts only alone on
   * its line.
   */
  readonly plain?: boolean;
  /** The answer is one fenced file: what stands in a fence is content, whatever it looks like. */
  readonly file?: boolean;
}

/**
 * The answer without the thoughts that stand before it, in the spellings that models use: up to the last end of a
 * leading thought, whether it was opened or not. An end within a fence, an edit block, a line of a patch, a JSON object
 * or a code span belongs to the answer. Empty where a thought was opened and never ended.
 */
export function withoutThoughts(answer: string, { plain = false, file = false }: ThoughtOptions = {}): string {
  let text = withoutChannels(answer);
  for (;;) {
    const rest = text.trimStart();
    const mark = marks.find(({ opens }) => opens.test(rest));
    const end = mark ? firstEnd(rest, mark.closes) : lastFreeEnd(rest, plain, file);
    if (mark && end === undefined) return '';
    if (end === undefined) return text;
    text = rest.slice(end).replace(/^[ \t]*\n*/, '');
  }
}

function withoutChannels(answer: string): string {
  const head = answer.trimStart();
  if (channelHead.test(head)) {
    const last = [...head.matchAll(finalChannel)].at(-1);
    return last ? head.slice(last.index + last[0].length).replace(/<\|(?:return|end)\|>\s*$/i, '') : '';
  }
  if (!/^analysis(?=\S)/.test(head)) return answer;
  const last = [...head.matchAll(bareFinal)].at(-1);
  return last ? head.slice(last.index + last[0].length) : answer;
}

function firstEnd(text: string, closes: RegExp): number | undefined {
  const [first] = text.matchAll(closes);
  return first && first.index + first[0].length;
}

/** Behind the last end of a thought that stands outside of everything that an answer is made of. */
function lastFreeEnd(text: string, plain: boolean, file: boolean): number | undefined {
  const found = marks.flatMap(({ closes }) =>
    [...text.matchAll(closes)].map((match) => ({ from: match.index, to: match.index + match[0].length })),
  );
  if (found.length === 0) return undefined;
  const kept = stretchesOfAnswer(text, file);
  const free = found.filter(
    ({ from, to }) =>
      !kept.some((stretch) => from >= stretch.start && to <= stretch.end) &&
      !isQuoted(text, from, to) &&
      (!plain || isAlone(text, from, to)),
  );
  return free.length > 0 ? Math.max(...free.map(({ to }) => to)) : undefined;
}

/** In quotes or a code span a mark is spoken of. */
function isQuoted(text: string, from: number, to: number): boolean {
  return /[`"'“/]/.test(text[from - 1] ?? '') && /[`"'”/]/.test(text[to] ?? '');
}

function isAlone(text: string, from: number, to: number): boolean {
  return /(?:^|\n)[ \t]*$/.test(text.slice(0, from)) && /^[ \t]*(?:\r?\n|$)/.test(text.slice(to));
}

/** Fences, whole edit blocks, lines of patches and JSON objects: what stands in them is content. */
function stretchesOfAnswer(text: string, file: boolean): { readonly start: number; readonly end: number }[] {
  const lines = text.split('\n');
  const starts: number[] = [];
  for (let at = 0, offset = 0; at <= lines.length; offset += (lines[at]?.length ?? 0) + 1, at++) starts.push(offset);
  const span = (from: number, to: number) => ({ start: starts[from] ?? 0, end: starts[to + 1] ?? text.length });
  const blocks = editBlocks(lines);
  const fences = fencedBlocks(file ? lines : withoutBlocks(lines, blocks)).flatMap(({ from, close }) => {
    const to = close ?? lines.length - 1;
    // A fence around edit blocks is no content itself, unless the answer, or a step's part of it, is that fence.
    const before = lines.slice(0, from).findLast((line) => line.trim() !== '');
    const isContent =
      file ||
      before === undefined ||
      /^={3,} .+ ={3,}$/.test(before) ||
      !blocks.some((block) => block.from > from && block.from < to);
    return isContent ? [span(from, to)] : [];
  });
  const patched = patchLines(lines).map((at) => span(at, at));
  const objects = jsonSpans(
    text,
    ({ start }) => /^\{\s*"[^"\n]*"\s*:/.test(text.slice(start, start + 200)),
    (_, start) => text.slice(0, start).trim() === '',
  );
  const cutObject = objects.unended === undefined ? [] : [{ start: objects.unended, end: text.length }];
  return [...fences, ...blocks.map(({ from, to }) => span(from, to)), ...patched, ...objects.spans, ...cutObject];
}

/** The lines with those of edit blocks blank that stand in no fence: fences in them are content. */
function withoutBlocks(lines: readonly string[], blocks: readonly { from: number; to: number }[]): string[] {
  const fences = fencedBlocks(
    lines.map((line, at) => (blocks.some(({ from, to }) => at > from && at <= to) ? '' : line)),
  );
  return lines.map((line, at) => {
    const block = blocks.find(({ from, to }) => at >= from && at <= to);
    return block && !fences.some(({ from, close = lines.length }) => block.from > from && block.from < close)
      ? ''
      : line;
  });
}

function editBlocks(lines: readonly string[]): { from: number; to: number }[] {
  const blocks: { from: number; to: number }[] = [];
  let from: number | undefined;
  for (const [at, line] of lines.entries()) {
    if (/^\s*(?:<{5,9}|-{5,9}) ?SEARCH\b/i.test(line)) from = at;
    else if (from !== undefined && /^\s*(?:>{5,9}|\+{5,9}) ?REPLACE\s*$/i.test(line)) {
      blocks.push({ from, to: at });
      from = undefined;
    }
  }
  return blocks;
}

/** Lines of patches and diffs: they begin with a sign once a head has come. */
function patchLines(lines: readonly string[]): number[] {
  const inside: number[] = [];
  let open = false;
  for (const [at, line] of lines.entries()) {
    if (/^(?:\*\*\* (?:Begin Patch|(?:Update|Add) File:)|diff --git |--- |\+\+\+ |@@)/.test(line)) open = true;
    else if (open && /^[ +-]/.test(line)) inside.push(at);
    else if (line.trim() !== '' && !/^\\ No newline/.test(line)) open = false;
  }
  return inside;
}
