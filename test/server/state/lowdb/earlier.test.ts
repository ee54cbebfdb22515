import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { DamagedFileError } from '../../../../adapters/lowdb/json-database.ts'
import { accountThrottle } from '../../../../server/login/throttle.ts'
import { createJournal } from '../../../../server/state/lowdb/journal.ts'
import { alice, authenticator, enrolmentOf, hour, start } from '../samples.ts'
import { lowdbSuite } from './lowdb-suite.ts'

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

async function writeFirstFiles(dataDir: string, enrolment: object, change: object = {}): Promise<void> {
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
    ...change,
  }
  const enrolments = { kind: 'ringlock-enrolments', version: 1, enrolments: { [alice]: enrolment } }
  await writeFile(join(dataDir, 'logins.json'), JSON.stringify(logins))
  await writeFile(join(dataDir, 'enrolments.json'), JSON.stringify(enrolments))
  // Without its journal the folder would be a backup that was put back.
  await (await createJournal(dataDir, 1, Date.now)).handle.close()
}

test('they are read as files in which what came later was not used', async ({ dataDir, open }) => {
  await writeFirstFiles(dataDir, firstEnrolment)
  const { store } = await open()
  assert.equal(await store.readEnrolment(alice), enrolmentOf('a'))
  const challenge = await store.takeChallenge('c', { userKey: alice, askedBy: 'office-pbx' }, start)
  assert.equal(challenge, { ...firstChallenge, emailCodeHash: null })
  await store.close()
  const { store: reopened } = await open()
  assert.equal(await reopened.readEnrolment(alice), enrolmentOf('a'))
})

test('runs of failures of an earlier version go on, are known by their user, and are forgotten after a day', async ({
  dataDir,
  open,
}) => {
  const failed = { count: 5, lastAt: start, forgetAt: null }
  await writeFirstFiles(dataDir, firstEnrolment, {
    passwordFailures: [[alice, failed]],
    passingPasswordFailures: [['?nobody', { ...failed, forgetAt: start + 24 * hour }]],
  })
  const { store } = await open()
  const [record] = await store.readUsers([alice])
  assert.equal(record?.failures, new Map([[alice, { password: failed, code: null }]]))
  assert.is((await store.readFailures('?nobody')).password?.count, 5)
  const of = { userKey: alice, print: 'typo', countedIn: null }
  assert.is((await store.recordFailure(alice, 'password', accountThrottle, start + hour, of)).count, 6)
  await store.close()
  const { store: reopened } = await open()
  assert.is((await reopened.recordFailure(alice, 'password', accountThrottle, start + hour, of)).count, 6)
  const later = start + 26 * hour
  const again = { ...of, print: null }
  assert.is((await reopened.recordFailure(alice, 'password', accountThrottle, later, again)).count, 1)
  await reopened.clearFailuresOf(alice, 'password')
  assert.is((await reopened.readFailures(alice)).password, null)
})

test('what no version wrote is refused', async ({ dataDir, open }) => {
  await writeFirstFiles(dataDir, { ...firstEnrolment, requirement: 'sometimes' })
  assert.instance(await open().catch((error: unknown) => error), DamagedFileError)
})

test.run()
