/** Stands in for `load-enrolment.ts` in the single files, which have the element. */
export const loadEnrolment = async (): Promise<void> => {}
