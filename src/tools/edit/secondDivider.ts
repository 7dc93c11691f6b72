import type { BlockSplit, EditBlock } from './editBlock';

const divider = /^\s*={5,9}\s*$/;
/** Where headings are underlined with such signs. */
const underlined = /\.(?:md|markdown|mdx|rst|txt|adoc|asciidoc)$|(?:^|\/)[^./]+$/i;

/**
 * A block's split without a second divider, which models write before the end of a block, or twice in a row: in a file
 * that holds no line like it, and is of no kind that does, it is no text. Undefined where it can be text as well.
 */
export function withoutSecondDivider(
  split: BlockSplit,
  block: EditBlock,
  present: readonly string[],
): BlockSplit | undefined {
  const { search, replace } = split;
  const at = replace.flatMap((line, index) => (divider.test(line) ? [index] : []));
  const inSearch = search.filter((line) => divider.test(line)).length;
  if (split.kept || at.length <= inSearch) return split;
  const isAtEdge = at[0] === 0 || at.at(-1) === replace.length - 1;
  if (underlined.test(block.path) || present.some((line) => divider.test(line))) {
    // Of another length than the markers it was meant as text.
    return isAtEdge && block.splits.length > 1 ? undefined : split;
  }
  if (at.length === 1 && inSearch === 0 && isAtEdge)
    return { search, replace: replace.filter((_, index) => index !== at[0]) };
  return search.length === 0 && !isAtEdge ? split : undefined;
}
