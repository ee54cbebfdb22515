/** Per-account leases. UNLOGGED: a crash of the database releases them. */
export const turns = `
CREATE UNLOGGED TABLE turns (
  key text PRIMARY KEY,
  holder text NOT NULL,
  -- By the database's clock, milliseconds since the epoch.
  until bigint NOT NULL
);
`
