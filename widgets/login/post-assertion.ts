/**
 * Leaves the page with the assertion in a form post, for portals that log in without a script of their own. The assertion is
 * added while the form is sent and never stands in the page. Only http and https addresses are posted to.
 */
export function postAssertion(host: HTMLElement, returnUrl: string, assertion: string): void {
  const { href } = new URL(returnUrl, document.baseURI)
  if (!/^https?:/.test(href)) return
  const form = document.createElement('form')
  form.method = 'post'
  form.action = href
  form.addEventListener('formdata', ({ formData }) => formData.set('assertion', assertion))
  host.append(form)
  form.submit()
  form.remove()
}
