import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeApi } from './fake-api.ts'
import { type SecretWatch, secretWatch } from './secret-watch.ts'

/**
 * A suite whose tests each get a fake service and an empty page, and that fails for requests nobody expected and for anything
 * on the console.
 */
export function elementSuite(name: string) {
  const test = suite<{ api: ReturnType<typeof fakeApi>; secrets: SecretWatch }>(name)
  test.before.each((context) => {
    context.api = fakeApi()
    context.secrets = secretWatch()
  })
  test.after.each(({ api, secrets }) => {
    document.body.replaceChildren()
    secrets.stop()
    api.restore()
    assert.equal(api.unexpected, [], 'requests that the test gave no answer')
    assert.equal(secrets.logged, [], 'the console')
  })
  return test
}
