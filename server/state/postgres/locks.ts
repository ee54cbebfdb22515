/** Advisory locks, by the two numbers that PostgreSQL knows them by: `Ring` as four bytes, and which one. */
const ring = 0x52696e67

export const locks = {
  /** One service brings the tables up to date. */
  migration: `${ring}, 1`,
  /** One change of enrolments at a time: they are rare, and rows that are not there yet cannot be locked. */
  enrolments: `${ring}, 2`,
} as const
