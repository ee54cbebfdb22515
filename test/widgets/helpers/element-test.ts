import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeApi } from './fake-api.ts'
import { type SecretWatch, secretWatch } from './secret-watch.ts'

interface Context {
  readonly api: ReturnType<typeof fakeApi>
  readonly secrets: SecretWatch
}

/**
 * A suite whose tests each get a fake service and an empty page, and that fails for requests no one expected and for anything
 * on the console.
 */
export function elementSuite(name: string) {
  const elements = suite(name)
  const test = (title: string, body: (context: Context) => Promise<void> | void) =>
    elements(title, async () => {
      const context = { api: fakeApi(), secrets: secretWatch() }
      try {
        await body(context)
      } finally {
        document.body.replaceChildren()
        await farewells()
        context.secrets.stop()
        context.api.restore()
      }
      assert.equal(context.api.unexpected, [], 'requests that the test gave no answer')
      assert.equal(context.secrets.logged, [], 'the console')
    })
  const { before, after } = elements
  return Object.assign(test, { before, after, run: () => elements.run() })
}

/** What elements still send when they leave the page reaches the fake service. */
async function farewells(): Promise<void> {
  for (let round = 0; round < 4; round += 1) await new Promise((resolve) => setTimeout(resolve))
}
