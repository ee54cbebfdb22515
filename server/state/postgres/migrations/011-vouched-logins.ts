/** How a portal authenticated the user in place of a password; NULL if a password was typed. */
export const vouchedLogins = 'ALTER TABLE challenges ADD COLUMN vouched text[]'
