/**
 * Known places, and for each failure run its user and what it has counted. It also limits the challenges per user and gives
 * each run an end.
 */
export const places = `
CREATE TABLE places (
  user_key text NOT NULL,
  place text NOT NULL,
  seen_at bigint NOT NULL,
  PRIMARY KEY (user_key, place)
);
CREATE INDEX ON places (seen_at);

ALTER TABLE failure_runs ADD COLUMN user_key text, ADD COLUMN prints text[] NOT NULL DEFAULT '{}';
UPDATE failure_runs SET user_key = key WHERE NOT passing;
UPDATE failure_runs SET forget_at = last_at + 86400000 WHERE forget_at IS NULL;
CREATE INDEX ON failure_runs (user_key) WHERE user_key IS NOT NULL;

CREATE INDEX ON challenges (user_key, expires_at);
`
