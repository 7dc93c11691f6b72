/**
 * For long work on a thread that must stay responsive: call it often, and await what it returns; once the present slice
 * has taken `maxMs`, others get their turn.
 */
export function createSlices(maxMs: number): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < maxMs) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        began = performance.now();
        resolve();
      });
    });
  };
}
