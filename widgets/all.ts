/** All elements, for the single-file bundles. */

export { RinglockAccount } from './account/account.ts'
export { RinglockAdminStatus } from './admin-status/admin-status.ts'
export { RinglockEnrolment } from './enrolment/enrolment.ts'
export * from './events.ts'
export { RinglockLogin } from './login/login.ts'
export { RinglockRecoveryCodes } from './recovery-codes/recovery-codes.ts'
export { RinglockReset } from './reset/reset.ts'
