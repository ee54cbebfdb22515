/** Advisory locks, each by PostgreSQL's two numbers: `Ring` as four bytes, and which lock. */
const ring = 0x52696e67

export const locks = {
  /** Only one service migrates the tables. */
  migration: `${ring}, 1`,
  /** Enrolments change one at a time. Changes are rare, and rows that do not exist yet cannot be locked. */
  enrolments: `${ring}, 2`,
} as const
