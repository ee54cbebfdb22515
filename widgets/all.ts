/** Every element, for the single files. */
export { RinglockAdminStatus } from './admin-status/admin-status.ts'
export * from './events.ts'
export { RinglockLogin } from './login/login.ts'
export { RinglockReset } from './reset/reset.ts'
