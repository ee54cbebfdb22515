/** What the page that asked for the login is bound to; NULL: nothing. */
export const challengeNonce = 'ALTER TABLE challenges ADD COLUMN nonce text'
