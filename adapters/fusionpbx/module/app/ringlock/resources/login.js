// Puts Ringlock's element in the place of the plain form, which stays where the element does not load.
const { api, token, asked } = JSON.parse(document.getElementById('ringlock-held').textContent)
const plain = document.querySelector('form')

function send(fields) {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = plain.action
  // Added while the form is sent, so that neither stands in the page.
  form.addEventListener('formdata', ({ formData }) => {
    formData.set('ringlock_token', token)
    for (const [name, value] of Object.entries(fields)) formData.set(name, value)
  })
  document.body.append(form)
  form.submit()
}

const finish = (assertion) => send({ ringlock: 'assertion', ringlock_assertion: assertion })

function loginElement() {
  const element = document.createElement('ringlock-login')
  element.addEventListener('ringlock-login', (event) => finish(event.assertion))
  element.challenge = asked
  element.addEventListener('ringlock-start-over', (event) => {
    event.preventDefault()
    send({ ringlock: 'cancel' })
  })
  return element
}

function enrolmentElement() {
  const element = document.createElement('ringlock-enrolment')
  element.tokenProvider = async () => asked.enrolmentToken
  element.completeLogin = (login) => finish(login.assertion)
  return element
}

/** Below this origin: whether Ringlock lets pages of it call. A domain can be missing in the portal's `origins`. */
async function isAllowed() {
  if (!api.startsWith('/')) return true
  // Browsers tell their origin with every method but GET and HEAD.
  const { status } = await fetch(`${api}/api/v1/login`, { method: 'OPTIONS' })
  return status !== 403
}

try {
  if (!(await isAllowed()))
    throw new Error(`${location.origin} is not in the origins of the portal in ringlock.yaml`)
  await import(`${api}/widgets/ringlock.js`)
  // Where a second factor is not demanded yet, the login offers the set-up itself.
  const isDemanded = asked.enrolmentToken && !asked.status
  const element = isDemanded ? enrolmentElement() : loginElement()
  element.setAttribute('api', api)
  plain.before(element)
  plain.hidden = !isDemanded
  document.querySelector('h1').hidden = true
} catch (fault) {
  console.info('Ringlock: the plain form stays.', String(fault))
}
