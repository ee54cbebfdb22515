/** What the audit logs of the services on one database are verified with. */
export const audit = `
CREATE TABLE audit_keys (
  id text PRIMARY KEY,
  trail text NOT NULL,
  sealed_key text NOT NULL,
  made_at bigint NOT NULL
);
CREATE INDEX ON audit_keys (trail);

CREATE TABLE audit_heads (
  trail text PRIMARY KEY,
  place text NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL,
  key_id text NOT NULL,
  proof text NOT NULL
);
`
