/** Challenges of logins from known places are bounded apart from others. */
export const challengePlaces =
  'ALTER TABLE challenges ADD COLUMN at_known_place boolean NOT NULL DEFAULT false'
