/**
 * Goes on at once where a value is there already, as with stores that have theirs in memory: a promise, and the turn until
 * it is looked at, cost a login as much as a look-up among 60,000 users.
 */
export function whenKnown<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}
