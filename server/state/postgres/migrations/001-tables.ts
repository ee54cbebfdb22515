/** The tables of logins.ts and enrolments-file.ts. Times are milliseconds since the epoch. */
export const tables = `
CREATE TABLE floor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  value bigint NOT NULL,
  -- How often it was reset by hand, so that everybody sees when it went down.
  resets bigint NOT NULL DEFAULT 0,
  -- Where the rows were written; another one after a restore or a failover.
  lineage text NOT NULL
);

CREATE TABLE master_key (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  key_id text NOT NULL
);

CREATE TABLE enrolments (
  user_key text PRIMARY KEY,
  authenticators json NOT NULL,
  recovery_code_hashes text[] NOT NULL,
  pending json,
  requirement text
);
CREATE TABLE hardware_secrets (
  secret_print text PRIMARY KEY,
  user_key text NOT NULL
);
CREATE INDEX ON hardware_secrets (user_key);

CREATE TABLE time_steps (
  authenticator_id text PRIMARY KEY,
  time_step bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE failure_runs (
  key text NOT NULL,
  factor text NOT NULL,
  -- Of sources, and of names nobody has: strangers can pile these up.
  passing boolean NOT NULL,
  count integer NOT NULL,
  last_at bigint NOT NULL,
  forget_at bigint,
  PRIMARY KEY (key, factor)
);
CREATE INDEX ON failure_runs (forget_at);
CREATE INDEX ON failure_runs (last_at) WHERE passing;

CREATE TABLE required_since (
  user_key text PRIMARY KEY,
  since bigint NOT NULL
);

CREATE TABLE challenges (
  challenge_state text PRIMARY KEY,
  user_key text NOT NULL,
  asked_by text NOT NULL,
  codes_left integer NOT NULL,
  email_code_hash text,
  expires_at bigint NOT NULL
);
CREATE INDEX ON challenges (expires_at);

CREATE TABLE links (
  purpose text NOT NULL,
  user_key text NOT NULL,
  hash text NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (purpose, user_key),
  UNIQUE (purpose, hash)
);
CREATE INDEX ON links (user_key);
CREATE INDEX ON links (expires_at);

CREATE TABLE trusted_devices (
  id text PRIMARY KEY,
  user_key text NOT NULL,
  secret_hash text NOT NULL,
  authenticator_id text NOT NULL,
  name text NOT NULL,
  trusted_at bigint NOT NULL,
  last_used_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX ON trusted_devices (user_key);
CREATE INDEX ON trusted_devices (expires_at);

CREATE TABLE proofs (
  token_id text PRIMARY KEY,
  expires_at bigint NOT NULL
);
CREATE INDEX ON proofs (expires_at);

CREATE TABLE mail_claims (
  key text PRIMARY KEY,
  until bigint NOT NULL
);
CREATE INDEX ON mail_claims (until);
`
