/** What is to be done when: items by time, the earliest first. A heap, so that a full queue stays fast. */
export function createQueue({ now = Date.now } = {}) {
  const heap = [];
  const isBefore = (one, other) => one.at < other.at || (one.at === other.at && one.order < other.order);
  let order = 0;
  let wake = () => {};

  function up(index) {
    const item = heap[index];
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(item, heap[parent])) break;
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = item;
  }

  function down(index) {
    const item = heap[index];
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], item)) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = item;
  }

  return {
    add(id, at = now()) {
      heap.push({ id, at, order: order++ });
      up(heap.length - 1);
      wake();
    },

    /** The earliest that is due, taken out; undefined when nothing is. */
    take() {
      if (heap.length === 0 || heap[0].at > now()) return undefined;
      const [first] = heap;
      const last = heap.pop();
      if (heap.length > 0) {
        heap[0] = last;
        down(0);
      }
      return first.id;
    },

    remove(fits) {
      const kept = heap.filter(({ id }) => !fits(id));
      const removed = heap.length - kept.length;
      heap.length = 0;
      for (const item of kept) {
        heap.push(item);
        up(heap.length - 1);
      }
      return removed;
    },

    nextAt() {
      return heap[0]?.at;
    },

    /** Is called whenever something is added. */
    onAdd(listener) {
      wake = listener;
    },

    get size() {
      return heap.length;
    },
  };
}
