/** Counters, values and durations by name and labels. */
export function createMetrics() {
  const series = new Map();

  function find(name, kind, labels, initial) {
    const key = `${name}${JSON.stringify(Object.entries(labels).sort())}`;
    if (!series.has(key)) series.set(key, { name, kind, labels, ...initial() });
    return series.get(key);
  }

  return {
    count(name, labels = {}, by = 1) {
      find(name, 'counter', labels, () => ({ value: 0 })).value += by;
    },

    set(name, labels, value) {
      find(name, 'gauge', labels, () => ({ value: 0 })).value = value;
    },

    time(name, labels, ms) {
      const found = find(name, 'summary', labels, () => ({ sum: 0, count: 0 }));
      found.sum += ms;
      found.count += 1;
    },

    list() {
      return [...series.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    },
  };
}
