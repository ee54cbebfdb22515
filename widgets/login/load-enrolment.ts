/** What most logins never need: the element that sets up a second factor. */
export const loadEnrolment = (): Promise<unknown> => import('../enrolment/enrolment.ts')
