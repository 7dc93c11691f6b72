import type { DatabaseSync } from 'node:sqlite';
import type { Meaning } from '../../contracts/embeddings';
import { dotAt, normOf, quantize } from './quantize';
import { addVectorTables } from './vectorSchema';

/** All vectors are compared where there are no more than these, and they take no more room than that in memory. */
const mostVectors = 50_000;
const mostBytes = 64 * 1024 * 1024;

/** Finds out which pieces mean what a question means. */
export interface VectorSearch {
  /**
   * How near pieces are to a meaning, from 0 (no nearer than the mean) to 1 (the nearest), by id: of those in `among`,
   * and of the nearest others, up to `limit`, where there are not too many to compare them all.
   */
  nearness(meaning: Meaning, among: readonly number[], limit: number): ReadonlyMap<number, number>;
  /** Vectors were removed. */
  forget(): void;
}

/** Keeps the vectors of one model in memory, and reads those that have been added since. */
export function createVectorSearch(db: DatabaseSync): VectorSearch {
  let prepared: Statements | undefined;
  let held: HeldVectors | undefined;
  let known: { readonly version: string; readonly positions: ReadonlyMap<number, number> } | undefined;
  const forget = () => {
    held = undefined;
    known = undefined;
  };
  return {
    forget,
    nearness(meaning, among, limit) {
      const { model, vector } = meaning;
      const statements = (prepared ??= prepareStatements(db));
      const { count, length } = statements.size.get(model) ?? {};
      if (Number(length) !== vector.length) return new Map();
      if (Number(count) > mostVectors || Number(count) * vector.length > mostBytes) {
        forget();
        return nearnessOf(cosinesOf(among, meaning, statements));
      }
      if (held?.model !== model || held.dimension !== vector.length) {
        held = { model, dimension: vector.length, last: 0, ids: [], block: new Int8Array(), norms: [] };
        known = undefined;
      }
      readMore(held, statements);
      const version = String(statements.version.get()?.['version']);
      if (known?.version !== version) known = { version, positions: positionsOf(held, statements) };
      const near = nearnessOf(allCosines(held, known.positions, vector));
      const wanted = new Set(among);
      const least = Float64Array.from(near.values()).sort().at(-limit) ?? 0;
      return new Map([...near].filter(([id, value]) => value >= least || wanted.has(id)));
    },
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: DatabaseSync) {
  addVectorTables(db);
  return {
    // Of what this connection has written, and others have.
    version: db.prepare(`SELECT total_changes() || ' ' || data_version AS version FROM pragma_data_version`),
    size: db.prepare(
      'SELECT count(*) AS count, max(length(vector)) AS length FROM vectors WHERE model = ? AND vector IS NOT NULL',
    ),
    added: db.prepare('SELECT id, vector FROM vectors WHERE model = ? AND vector IS NOT NULL AND id > ? ORDER BY id'),
    // A file that has changed since has its lines elsewhere.
    pieces: db.prepare(
      `SELECT pieces.id, vectors.id AS vector FROM pieces
       JOIN noted_files ON noted_files.file = pieces.file
       JOIN files ON files.id = pieces.file AND files.hash = noted_files.hash
       JOIN vectors ON vectors.model = ? AND vectors.hash = pieces.hash WHERE vectors.vector IS NOT NULL`,
    ),
    ofPiece: db.prepare(
      `SELECT vectors.vector FROM pieces JOIN vectors ON vectors.model = ? AND vectors.hash = pieces.hash
       WHERE pieces.id = ?`,
    ),
  };
}

/** The vectors of one model, one behind the other. */
interface HeldVectors {
  readonly model: string;
  readonly dimension: number;
  /** The newest that was read. */
  last: number;
  /** By position, ascending. */
  readonly ids: number[];
  readonly norms: number[];
  block: Int8Array;
}

/** Reads the vectors that were added since. */
function readMore(held: HeldVectors, { added }: Statements): void {
  for (const row of added.iterate(held.model, held.last)) {
    held.last = Number(row['id']);
    const bytes = row['vector'] as Uint8Array;
    if (bytes.length !== held.dimension) continue;
    const vector = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const from = held.ids.length * held.dimension;
    if (from + held.dimension > held.block.length) {
      const larger = new Int8Array(Math.max(64 * held.dimension, 2 * held.block.length));
      larger.set(held.block);
      held.block = larger;
    }
    held.block.set(vector, from);
    held.ids.push(held.last);
    held.norms.push(normOf(vector));
  }
}

/** Where the vector of each piece is. */
function positionsOf({ model, ids }: HeldVectors, { pieces }: Statements): Map<number, number> {
  const vectors = new Map(ids.map((id, at) => [id, at]));
  const found = new Map<number, number>();
  for (const row of pieces.iterate(model)) {
    const at = vectors.get(Number(row['vector']));
    if (at !== undefined) found.set(Number(row['id']), at);
  }
  return found;
}

/** By piece. */
function allCosines(
  { block, norms }: HeldVectors,
  positions: ReadonlyMap<number, number>,
  question: Float32Array,
): ReadonlyMap<number, number> {
  const vector = quantize(question);
  const norm = normOf(vector);
  const cosines = norms.map((each, at) => dotAt(vector, block, at * vector.length) / (norm * each));
  return new Map([...positions].map(([id, at]) => [id, cosines[at] ?? 0]));
}

function cosinesOf(pieces: readonly number[], meaning: Meaning, { ofPiece }: Statements): ReadonlyMap<number, number> {
  const vector = quantize(meaning.vector);
  const norm = normOf(vector);
  const found = new Map<number, number>();
  for (const id of pieces) {
    const bytes = ofPiece.get(meaning.model, id)?.['vector'];
    if (!(bytes instanceof Uint8Array) || bytes.length !== vector.length) continue;
    const block = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    found.set(id, dotAt(vector, block, 0) / (norm * normOf(block)));
  }
  return found;
}

/** Models differ in how near all texts are to each other, so a cosine says little by itself. */
function nearnessOf(cosines: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  let [sum, most] = [0, -Infinity];
  for (const cosine of cosines.values()) {
    sum += cosine;
    most = Math.max(most, cosine);
  }
  const mean = sum / Math.max(1, cosines.size);
  const range = Math.max(Number.EPSILON, most - mean);
  return new Map([...cosines].map(([id, cosine]) => [id, Math.max(0, (cosine - mean) / range)]));
}
