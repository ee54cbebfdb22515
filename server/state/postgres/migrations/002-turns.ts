/** Who judges an account just now. Not written ahead: after a crash of the database nobody does. */
export const turns = `
CREATE UNLOGGED TABLE turns (
  key text PRIMARY KEY,
  holder text NOT NULL,
  -- By the database's clock, milliseconds since the epoch.
  until bigint NOT NULL
);
`
