/**
 * Leaves the page with a form post of the assertion, for portals without a script of their own. The assertion is added
 * while the form is sent, so that it is never part of the page. Only http and https URLs are allowed.
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
