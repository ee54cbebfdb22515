/** Audit events that are stored in one with the change that they tell of, until their lines stand in a trail. */
export const storedEvents = `
CREATE TABLE stored_events (
  id text PRIMARY KEY,
  -- Which of the services that share the database.
  writer text NOT NULL,
  at bigint NOT NULL,
  event json NOT NULL
);
`
