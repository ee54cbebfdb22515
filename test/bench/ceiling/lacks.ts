/** Printed below every table with the ceiling: it would be taken for a responder that is that fast. */
export const ceilingLacks = `The ceiling (test/bench/ceiling/) is the least that Node.js needs for such a login: it checks and signs as Ringlock does, takes a
time-step once, and has claim and audit line on the disk before it answers. It lacks: memory over a restart (its claims are not read
back, so a code works again), throttling and turns, policy, NASes and their rules, user stores and their hashes, sealed secrets,
drift and other authenticators, recovery codes, retransmissions from other ports, a bounded memory, a full disk, logs, metrics, HTTP.`
