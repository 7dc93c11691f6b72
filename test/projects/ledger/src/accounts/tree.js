import { createSums } from '../amounts/sums.js';
import { depthOf, parentsOf } from './names.js';

/**
 * Accounts with their sums, those of accounts under them included, in the order of their names.
 * `totals` is a map from account to a list of amounts.
 */
export function accountTree(totals) {
  const nodes = new Map();
  const node = (name) => {
    if (!nodes.has(name)) nodes.set(name, { name, depth: depthOf(name), own: createSums(), all: createSums() });
    return nodes.get(name);
  };
  for (const [name, amounts] of totals) {
    for (const each of amounts) {
      node(name).own.add(each);
      for (const above of [...parentsOf(name), name]) node(above).all.add(each);
    }
  }
  return [...nodes.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The nodes that are worth a line: something is in them, or they join several that have. */
export function prune(nodes, { depth = 0, empty = false } = {}) {
  return nodes.filter((each) => {
    if (depth > 0 && each.depth > depth) return false;
    return empty || !each.all.isZero();
  });
}
