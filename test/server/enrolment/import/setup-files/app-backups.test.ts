import { createCipheriv, pbkdf2Sync, scryptSync } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  read2fas,
  readAegis,
  readAndotp,
} from '../../../../../server/enrolment/import/setup-files/app-backups.ts'
import type { SetupFile } from '../../../../../server/enrolment/import/setup-files/setup-file.ts'

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const reading = { least: 14, passphrase: null }
const withPassphrase = { least: 14, passphrase: 'correct horse' }

/** Rows in short. */
function short(file: SetupFile) {
  if (file.result === 'unreadable') return file.fault
  return file.rows.map(({ user, setup }) => {
    if ('fault' in setup) return [user, setup.fault]
    return [user, Buffer.from(setup.totpSecret).toString(), setup.algorithm, setup.digits, setup.period]
  })
}

const alice = ['alice', '12345678901234567890', 'SHA1', 6, 30]
const bob = ['bob', '12345678901234567890', 'SHA256', 8, 60]
const hotp = ['carol', 'Its codes count logins (HOTP), not time.']
const steam = ['dave', 'The type of its codes is another than TOTP.']
const digits = ['erin', 'The code has neither 6 nor 8 digits.']

const aegisEntries = [
  ['totp', 'alice', { algo: 'SHA1', digits: 6, period: 30 }],
  ['totp', 'Office:bob', { algo: 'SHA256', digits: 8, period: 60 }],
  ['hotp', 'carol', { algo: 'SHA1', digits: 6, counter: 3 }],
  ['steam', 'dave', { algo: 'SHA1', digits: 5, period: 30 }],
  ['totp', 'erin', { algo: 'SHA1', digits: 7, period: 30 }],
].map(([type, name, info]) => ({ type, name, issuer: 'Office', info: { secret, ...(info as object) } }))
const aegisContent = { version: 3, entries: aegisEntries, groups: [] }

function seal(key: Uint8Array, plain: Uint8Array | string) {
  const nonce = Buffer.alloc(12, 5)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  return { ciphertext, params: { nonce: nonce.toString('hex'), tag: cipher.getAuthTag().toString('hex') } }
}

/** As docs/vault.md of Aegis has it. */
function encryptedVault({ n = 2 ** 15, type = 1 } = {}) {
  const salt = Buffer.alloc(32, 7)
  const masterKey = Buffer.alloc(32, 9)
  const key = scryptSync(withPassphrase.passphrase, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 })
  const slot = seal(key, masterKey)
  const db = seal(masterKey, JSON.stringify(aegisContent))
  const biometric = { type: 2, uuid: 'u', key: '00', key_params: slot.params }
  const password = { type, key: slot.ciphertext.toString('hex'), key_params: slot.params, n, r: 8, p: 1 }
  return {
    version: 1,
    header: { slots: [biometric, { ...password, salt: salt.toString('hex') }], params: db.params },
    db: db.ciphertext.toString('base64'),
  }
}

test("Aegis' plain vault is read, and what makes other codes is named", () => {
  const vault = { version: 1, header: { slots: null, params: null }, db: aegisContent }
  assert.equal(short(readAegis(JSON.stringify(vault), reading)), [alice, bob, hotp, steam, digits])
})

test("Aegis' encrypted vault opens with its passphrase alone", () => {
  const vault = encryptedVault()
  const text = JSON.stringify(vault)
  assert.equal(short(readAegis(text, withPassphrase)), [alice, bob, hotp, steam, digits])
  assert.is(
    short(readAegis(text, reading)),
    'The backup is encrypted, and no passphrase was given (--passphrase-file).',
  )
  const wrong = 'The backup cannot be decrypted: the passphrase is another, or the file was altered.'
  assert.is(short(readAegis(text, { least: 14, passphrase: 'battery staple' })), wrong)
  const altered = Buffer.from(vault.db, 'base64')
  altered.writeUInt8(altered.readUInt8(9) ^ 1, 9)
  assert.is(
    short(readAegis(JSON.stringify({ ...vault, db: altered.toString('base64') }), withPassphrase)),
    wrong,
  )
  const tag = { ...vault.header.params, tag: vault.header.params.tag.slice(0, 8) }
  const cut = { ...vault, header: { ...vault.header, params: tag } }
  assert.is(short(readAegis(JSON.stringify(cut), withPassphrase)), wrong)
})

test('a vault without a passphrase, or with one that would take all memory, is refused', () => {
  const biometric = JSON.stringify(encryptedVault({ type: 2 }))
  assert.is(short(readAegis(biometric, withPassphrase)), 'The vault is not encrypted with a passphrase.')
  for (const n of [2 ** 30, 3, -1, 0]) {
    const text = JSON.stringify(encryptedVault({ n }))
    assert.is(short(readAegis(text, withPassphrase)), 'The encrypted backup is incomplete.')
  }
})

const services = [
  ['TOTP', { account: 'alice', digits: 6, period: 30, algorithm: 'SHA1' }],
  ['TOTP', { label: 'Office:bob', digits: 8, period: 60, algorithm: 'SHA256' }],
  ['HOTP', { account: 'carol', digits: 6, counter: 3, algorithm: 'SHA1' }],
  ['STEAM', { account: 'dave', digits: 5, period: 30 }],
  ['TOTP', { account: 'erin', digits: 7 }],
].map(([tokenType, otp]) => ({ name: 'Office', secret, otp: { tokenType, ...(otp as object) } }))

test("2FAS' plain and encrypted backups are read", () => {
  const backup = { services, groups: [], schemaVersion: 4 }
  assert.equal(short(read2fas(JSON.stringify(backup), reading)), [alice, bob, hotp, steam, digits])

  const salt = Buffer.alloc(256, 3)
  const key = pbkdf2Sync(withPassphrase.passphrase, salt, 10_000, 32, 'sha256')
  const { ciphertext, params } = seal(key, JSON.stringify(services))
  const sealed = Buffer.concat([ciphertext, Buffer.from(params.tag, 'hex')])
  const parts = [sealed, salt, Buffer.from(params.nonce, 'hex')].map((part) => part.toString('base64'))
  const encrypted = JSON.stringify({ ...backup, services: [], servicesEncrypted: parts.join(':') })
  assert.equal(short(read2fas(encrypted, withPassphrase)), [alice, bob, hotp, steam, digits])
  assert.is(
    short(read2fas(encrypted, reading)),
    'The backup is encrypted, and no passphrase was given (--passphrase-file).',
  )
  assert.is(
    short(read2fas(encrypted, { least: 14, passphrase: 'x' })),
    'The backup cannot be decrypted: the passphrase is another, or the file was altered.',
  )
  const cut = JSON.stringify({ ...backup, services: [], servicesEncrypted: parts.slice(0, 2).join(':') })
  assert.is(short(read2fas(cut, withPassphrase)), 'The encrypted backup is incomplete.')
})

test("andOTP's plain backup is read", () => {
  const entries = [
    { secret, issuer: 'Office', label: 'alice', digits: 6, type: 'TOTP', algorithm: 'SHA1', period: 30 },
    { secret, label: 'Office:bob', digits: 8, type: 'TOTP', algorithm: 'SHA256', period: 60 },
    { secret, label: 'carol', digits: 6, type: 'HOTP', algorithm: 'SHA1', counter: 3 },
    { secret, label: 'dave', digits: 5, type: 'STEAM', algorithm: 'SHA1', period: 30 },
    { secret, label: 'erin', digits: [6], type: 'TOTP', algorithm: 'SHA1', period: 30 },
    7,
  ]
  assert.equal(short(readAndotp(JSON.stringify(entries), reading)), [
    alice,
    bob,
    hotp,
    steam,
    digits,
    [null, 'The account cannot be read.'],
  ])
})

test('other files are refused whole', () => {
  for (const text of ['', 'no JSON', '7', '[]', '{}', '{"services":7}', '{"header":{},"db":{}}', 'null']) {
    for (const read of [readAegis, read2fas, readAndotp]) {
      assert.is(read(text, withPassphrase).result, 'unreadable', `${read.name} ${text}`)
    }
  }
})

test.run()
