import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { define } from '../../widgets/define.ts'

test('a second version of an element on one page leaves the first one in place', () => {
  class First extends HTMLElement {}
  class Second extends HTMLElement {}
  define('ringlock-test-define', First)
  define('ringlock-test-define', First)
  define('ringlock-test-define', Second)
  assert.is(customElements.get('ringlock-test-define'), First)
})

test.run()
