/** Milliseconds since the epoch. Time is an argument wherever a decision depends on it. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()
