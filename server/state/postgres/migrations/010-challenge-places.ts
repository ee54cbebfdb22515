/** Challenges of logins from known places have a limit of their own. */
export const challengePlaces =
  'ALTER TABLE challenges ADD COLUMN at_known_place boolean NOT NULL DEFAULT false'
