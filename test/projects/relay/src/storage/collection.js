/** Records by id, in memory; what changes is told to a journal. */
export function createCollection(name, write = () => {}) {
  const records = new Map();

  return {
    name,

    get(id) {
      return records.get(id);
    },

    put(record) {
      records.set(record.id, record);
      write({ collection: name, put: record });
      return record;
    },

    /** Changes some fields; undefined when there is no such record. */
    change(id, fields) {
      const before = records.get(id);
      if (!before) return undefined;
      return this.put({ ...before, ...fields });
    },

    remove(id) {
      const had = records.delete(id);
      if (had) write({ collection: name, remove: id });
      return had;
    },

    /** Those that fit, the newest last. */
    list(fits = () => true) {
      return [...records.values()].filter(fits);
    },

    /** Puts back what a journal tells, without telling it again. */
    restore({ put, remove }) {
      if (put) records.set(put.id, put);
      else records.delete(remove);
    },

    get size() {
      return records.size;
    },
  };
}
