import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { DamagedFileError } from '../../../adapters/json-database.ts'
import { lowdbSuite } from './lowdb-suite.ts'
import { alice, authenticator, enrolmentOf, hour, start } from './samples.ts'

const test = lowdbSuite('lowdb, files of the first versions')

const { serial: _serial, secretPrint: _secretPrint, ...firstAuthenticator } = authenticator('a')
const firstEnrolment = { authenticators: [firstAuthenticator], recoveryCodeHashes: ['hash-1', 'hash-2'] }
const firstChallenge = {
  challengeState: 'c',
  userKey: alice,
  askedBy: 'office-pbx',
  codesLeft: 5,
  expiresAt: start + hour,
}

async function writeFirstFiles(dataDir: string, enrolment: object): Promise<void> {
  const logins = {
    kind: 'ringlock-logins',
    version: 1,
    generation: 1,
    floor: start,
    timeSteps: [['a', 5]],
    passwordFailures: [],
    codeFailures: [],
    passingPasswordFailures: [],
    passingCodeFailures: [],
    challenges: [['c', firstChallenge]],
    requiredSince: [],
  }
  const enrolments = { kind: 'ringlock-enrolments', version: 1, enrolments: { [alice]: enrolment } }
  await writeFile(join(dataDir, 'logins.json'), JSON.stringify(logins))
  await writeFile(join(dataDir, 'enrolments.json'), JSON.stringify(enrolments))
}

test('they are read as files in which nobody used what came later', async ({ dataDir, open }) => {
  await writeFirstFiles(dataDir, firstEnrolment)
  const { store } = await open()
  assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))
  const challenge = await store.takeChallenge('c', { userKey: alice, askedBy: 'office-pbx' }, start)
  assert.equal(challenge, { ...firstChallenge, emailCodeHash: null })
  await store.close()
  const { store: reopened } = await open()
  assert.equal(await reopened.readEnrolment(alice), enrolmentOf('a'))
})

test('what no version wrote is refused', async ({ dataDir, open }) => {
  await writeFirstFiles(dataDir, { ...firstEnrolment, requirement: 'sometimes' })
  assert.instance(await open().catch((error: unknown) => error), DamagedFileError)
})

test.run()
