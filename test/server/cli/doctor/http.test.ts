import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkHttp } from '../../../../server/cli/doctor/http.ts'
import type { HttpConfig, MailConfig } from '../../../../server/config/load-config.ts'

const goodKey = '6f1d7c0a9be24358'
const good: HttpConfig = {
  listen: { host: '127.0.0.1', port: 8080, family: 4 },
  tls: null,
  publicUrl: 'https://phone.example.org',
  portals: [{ name: 'portal', key: goodKey, origins: [], maySetRole: false, maySkipPassword: false }],
  trustedProxies: ['127.0.0.1'],
  metrics: { allow: [] },
}
const someMail = {} as MailConfig

function found(change: Partial<HttpConfig>, mail: MailConfig | null = null): string[] {
  return checkHttp({ http: { ...good, ...change }, mail }).map(({ level, message }) => `${level}: ${message}`)
}

function withKeys(...keys: readonly string[]): Partial<HttpConfig> {
  return {
    portals: keys.map((key, i) => ({
      name: `portal${i}`,
      key,
      origins: [],
      maySetRole: false,
      maySkipPassword: false,
    })),
  }
}

test('a listener that is reached by TLS through a known proxy is well, and so is none, or one on this machine', () => {
  assert.equal(found({}, someMail), ['ok: users reach it at https://phone.example.org'])
  assert.equal(
    checkHttp({ http: null, mail: null }).map(({ level }) => level),
    ['ok'],
  )
  for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:8080']) {
    const publicUrl = `http://${host}`
    assert.equal(found({ publicUrl, trustedProxies: [] }), [`ok: users reach it at ${publicUrl}`])
  }
})

test('an address without TLS is warned of', () => {
  assert.match(found({ publicUrl: 'http://phone.example.org' })[0] ?? '', /^warning: .* unencrypted/)
})

test('links that lead nowhere are warned of', () => {
  assert.match(
    found({ publicUrl: 'http://127.0.0.1:8080' }, someMail)[0] ?? '',
    /^warning: mailed links lead to/,
  )
})

test('a proxy that no one has named is warned of', () => {
  assert.match(found({ trustedProxies: [] })[0] ?? '', /^warning: .* http\.trustedProxies/)
})

test('keys that are guessed or shared are faults, and never shown', () => {
  const weak = ['hunter2-hunter2', 'abababababababababab']
  const findings = found(withKeys(goodKey, ...weak, goodKey))
  assert.equal(
    findings.map((text) => text.split(':')[0]),
    ['fault', 'fault', 'fault'],
  )
  assert.match(findings[2] ?? '', /portal3 has the key of portal0/)
  for (const key of [goodKey, ...weak]) assert.not.match(findings.join(), key)
})

test('a listener that speaks TLS itself needs no proxy, and an address that says so', () => {
  const at = { file: 'ringlock.yaml', line: 1, column: 1, path: 'http.tls' }
  const tls = { cert: { path: 'cert.pem', at }, key: { path: 'key.pem', at } }
  assert.equal(found({ tls, trustedProxies: [] }), ['ok: users reach it at https://phone.example.org'])
  const publicUrl = 'http://phone.example.org'
  assert.equal(found({ tls, publicUrl }), [
    `fault: ${publicUrl}: the listener speaks TLS alone: set http.publicUrl to https://`,
  ])
  assert.match(
    found({ publicUrl })[0] ?? '',
    /^warning: .*: set http\.tls, or put a proxy with TLS in front$/,
  )
})

test.run()
