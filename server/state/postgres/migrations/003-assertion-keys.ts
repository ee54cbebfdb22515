/** Keys of assertions: one signs, and earlier ones stay while portals may still need them. */
export const assertionKeys = `
CREATE TABLE assertion_keys (
  id text PRIMARY KEY,
  x text NOT NULL,
  sealed_d text NOT NULL,
  made_at bigint NOT NULL,
  -- NULL: it signs.
  expires_at bigint
);
CREATE UNIQUE INDEX ON assertion_keys ((true)) WHERE expires_at IS NULL;
`
