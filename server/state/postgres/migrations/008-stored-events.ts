/** Audit events stored atomically with their change, until their lines are in an audit log. */
export const storedEvents = `
CREATE TABLE stored_events (
  id text PRIMARY KEY,
  -- Which of the services that share the database.
  writer text NOT NULL,
  at bigint NOT NULL,
  event json NOT NULL
);
`
