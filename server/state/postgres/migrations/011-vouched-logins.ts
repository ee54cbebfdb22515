/** How a portal proved who logs in, in place of a password; NULL: a password was typed. */
export const vouchedLogins = 'ALTER TABLE challenges ADD COLUMN vouched text[]'
