import type { CodePlace } from '../../base/codePlaces';
import type { Workspace } from '../workspace';
import { quietly } from './quietly';
import { linesOf } from './showText';

/** Finds what a text means by a place; undefined where there is no such file or line, or several files may be meant. */
export type FindPlace = (place: CodePlace) => Promise<CodePlace | undefined>;

/** So many files of one name are looked at, to know whether it is one. */
const few = 3;

/**
 * A finder of places in the workspace's folders. A path may be written from within a folder (`parser.ts`,
 * `api/parser.ts`) where only one file ends so; of the files in `known`, if one does, that one is meant. What was found
 * is kept, so a finder serves one answer or one output.
 */
export function createPlaceFinder(
  { files }: Pick<Workspace, 'files'>,
  known: () => readonly string[] = () => [],
  signal?: AbortSignal,
): FindPlace {
  const paths = new Map<string, Promise<string | undefined>>();
  const lengths = new Map<string, Promise<number>>();
  const pathOf = (said: string): Promise<string | undefined> => {
    const found = paths.get(said) ?? findPath(said);
    paths.set(said, found);
    return found;
  };
  const findPath = async (said: string): Promise<string | undefined> => {
    const there = await quietly(async () => {
      const path = await files.resolve(said);
      return (await files.kind(path)) === 'file' ? path : undefined;
    });
    if (there !== undefined) return there;
    const end = said.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
    if (end.startsWith('..') || !/^[\w@.+/-]+$/.test(end) || !/\.\w+$/.test(end)) return undefined;
    const endsSo = (path: string) => path === end || path.endsWith(`/${end}`);
    const shown = known().filter(endsSo);
    if (shown.length > 0) return shown.length === 1 ? shown[0] : undefined;
    const listed = (await quietly(() => files.list(`**/${end}`, few, signal)))?.filter(endsSo) ?? [];
    return listed.length === 1 ? listed[0] : undefined;
  };
  const lengthOf = (path: string): Promise<number> => {
    const found =
      lengths.get(path) ?? quietly(() => files.read(path)).then((file) => (file ? linesOf(file.text).length : 0));
    lengths.set(path, found);
    return found;
  };
  return async ({ path: said, line, endLine }) => {
    const path = await pathOf(said);
    if (path === undefined) return undefined;
    if (line === undefined) return { path };
    const length = await lengthOf(path);
    if (line < 1 || line > length) return undefined;
    return endLine !== undefined && endLine <= length ? { path, line, endLine } : { path, line };
  };
}
