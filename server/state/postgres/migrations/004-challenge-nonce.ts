/** A value of the page that asked for the login; NULL if there is none. */
export const challengeNonce = 'ALTER TABLE challenges ADD COLUMN nonce text'
