import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkAnswer } from './keeps-contract.ts'

const errorOf = (code: string) => ({ error: { code, message: 'so it is' } })

test('an answer of the contract is let through', () => {
  checkAnswer('GET', '/me/recovery-codes', 200, { left: 10 })
  checkAnswer('DELETE', '/me/trusted-devices/one', 204, null)
  checkAnswer('DELETE', '/me/trusted-devices/one', 404, errorOf('not-found'))
  checkAnswer('PUT', '/users/local:1/policy', 403, errorOf('reverify'))
})

test('any other answer is a fault of the server', () => {
  const others = [
    ['GET', '/me/recovery-codes', 200, { left: 10, more: 1 }],
    ['GET', '/me/recovery-codes', 200, {}],
    ['GET', '/me/recovery-codes', 201, { left: 10 }],
    ['GET', '/me/recovery-codes', 404, errorOf('not-found')],
    ['GET', '/me/recovery-codes', 403, errorOf('reverify')],
    ['GET', '/me/recovery-codes', 500, errorOf('fault')],
    ['DELETE', '/me/trusted-devices/one', 204, {}],
    ['GET', '/me/elsewhere', 200, {}],
  ] as const
  for (const [method, path, status, body] of others) {
    assert.throws(() => checkAnswer(method, path, status, body), undefined, `${path} ${status}`)
  }
})

test.run()
