/** Assertions that were redeemed for a session. */
export const redeemedAssertions = `
  CREATE TABLE redeemed_assertions (id text PRIMARY KEY, until bigint NOT NULL);
  CREATE INDEX ON redeemed_assertions (until);
`
