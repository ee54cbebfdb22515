/** The rotation of the master key, and which keys each service has. */
export const masterKeys = `
-- The one before, until nothing is sealed with it any more.
ALTER TABLE master_key ADD COLUMN former_key_id text;
-- Sealed with the key: what hashes and prints made under earlier keys hang on.
ALTER TABLE master_key ADD COLUMN carried text;

CREATE TABLE key_holders (
  -- What its connections are called.
  service text PRIMARY KEY,
  place text NOT NULL,
  key_ids text[] NOT NULL,
  key_in_use text NOT NULL,
  -- By the database's clock, milliseconds since the epoch.
  until bigint NOT NULL
);
`
