/** Runs jobs that share a key one after another; jobs of other keys side by side. */
export function createSerialQueues(): <T>(key: string, job: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, job) => {
    const result = (last.get(key) ?? Promise.resolve()).then(job);
    const settled = result.catch(() => undefined).finally(() => last.get(key) === settled && last.delete(key));
    last.set(key, settled);
    return result;
  };
}
