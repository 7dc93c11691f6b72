/** The current time in milliseconds; pass another function to test what happens later. */
export const systemClock = () => Date.now();

export const minutes = (count) => count * 60_000;
