import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkUserStores } from '../../server/cli/doctor/store.ts'
import { inspect } from '../../server/control/inspect.ts'
import type { Service } from '../../server/service.ts'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { peerTest } from './peers.ts'
import {
  addToFile,
  codeNow,
  enrol,
  passwordOf,
  type SeveralStores,
  userCalled,
  withSeveralStores,
} from './several-stores.ts'
import type { Slapd } from './slapd.ts'
import { startDirectory, startFreepbx, startFusionpbx } from './store-servers.ts'

/** Asked in this order: users of stores before the LDAP server are found without it. */
const stores = ['local', 'pbx', 'fusion', 'staff'] as const
type Store = (typeof stores)[number]
/** Who logs in when; everyone once, because no code is taken twice. */
const phases = ['before', 'while it stops', 'stopped', 'while it is killed', 'killed', 'restarted'] as const
type Phase = (typeof phases)[number]

const namesOf = (store: Store, phase: Phase) =>
  [1, 2, 3].map((i) => `${store}-${phase.replaceAll(' ', '-')}-${i}`)
const everyNameOf = (store: Store) => phases.flatMap((phase) => namesOf(store, phase))
const usersOf = (store: Store) => everyNameOf(store).map(userCalled)

async function withWorld(
  whenUnavailable: 'silence' | 'reject',
  prove: (listeners: SeveralStores, slapd: Slapd) => Promise<void>,
): Promise<void> {
  const stops: (() => Promise<void>)[] = []
  try {
    const [pbx, mariadb] = await startFreepbx(usersOf('pbx'))
    stops.push(mariadb.stop)
    const [fusion, postgres] = await startFusionpbx(usersOf('fusion'))
    stops.push(postgres.stop)
    const [staff, slapd] = await startDirectory(usersOf('staff'))
    stops.push(slapd.stop)
    const userStores = [
      { name: 'local', kind: 'file', path: './users.json' },
      { name: 'pbx', ...pbx },
      { name: 'fusion', ...fusion },
      { name: 'staff', ...staff, realm: 'staff' },
    ]
    await withTemporaryFolder((folder) =>
      withSeveralStores(folder, userStores, whenUnavailable, (listeners) => prove(listeners, slapd)),
    )
  } finally {
    for (const stop of stops) await stop()
  }
}

type Answers = Readonly<Record<Store, readonly (string | null)[]>>

/**
 * All users whose turn it is, at once.
 *
 * @param onAnswer - called with each answer, while others are on their way
 */
async function logInAll(listeners: SeveralStores, phase: Phase, onAnswer = () => {}): Promise<Answers> {
  const logIn = async (name: string) => {
    const answer = await listeners.radius(name, passwordOf(name) + codeNow())
    onAnswer()
    return answer
  }
  const ofStore = async (store: Store) =>
    [store, await Promise.all(namesOf(store, phase).map(logIn))] as const
  return Object.fromEntries(await Promise.all(stores.map(ofStore))) as unknown as Answers
}

const accepted = ['accept', 'accept', 'accept']

/** `staff` is looked at by the caller. */
function assertOthersAccepted({ local, pbx, fusion }: Answers, phase: Phase): void {
  assert.equal({ local, pbx, fusion }, { local: accepted, pbx: accepted, fusion: accepted }, phase)
}

/** Looks again, because what /readyz says is as old as a second, and a store that was down is asked less often. */
async function untilFailing({ readyz }: SeveralStores, expected: readonly string[]): Promise<void> {
  const tooLate = Date.now() + 20_000
  for (;;) {
    const { status, failing } = await readyz()
    assert.is(status, failing.length === 0 ? 200 : 503)
    if (failing.join() === expected.join()) return
    if (Date.now() > tooLate) throw new Error(`failing: ${failing.join()}`)
  }
}

async function doctorSays(service: Service): Promise<string[]> {
  const answer = await inspect(service, { now: Date.now() })
  if (!answer.done) throw new Error(answer.line)
  return checkUserStores(answer.data.userStores).map(({ level, message }) => `${level}: ${message}`)
}

for (const [whenUnavailable, refusal] of [
  ['silence', null],
  ['reject', 'reject'],
] as const) {
  peerTest(
    `one store of four stops and is killed under load: its users get ${whenUnavailable}, the others log in, no one pays`,
    { needs: ['mariadb', 'postgres', 'slapd'] },
    () =>
      withWorld(whenUnavailable, async (listeners, slapd) => {
        const { service, radius, http } = listeners
        await addToFile(service, usersOf('local'))
        const everyName = stores.flatMap(everyNameOf)
        const userKeys = await enrol(service, everyName)
        await untilFailing(listeners, [])
        const before = await logInAll(listeners, 'before')
        assertOthersAccepted(before, 'before')
        assert.equal(before.staff, accepted)

        async function cutOff(signal: 'SIGSTOP' | 'SIGKILL', during: Phase, after: Phase): Promise<void> {
          let cutting: Promise<void> | null = null
          const onTheWay = await logInAll(listeners, during, () => {
            cutting ??= slapd.signal(signal)
          })
          await cutting
          assertOthersAccepted(onTheWay, during)
          for (const answer of onTheWay.staff) assert.ok(['accept', refusal].includes(answer), `${answer}`)
          const answers = await logInAll(listeners, after)
          assertOthersAccepted(answers, after)
          assert.equal(answers.staff, [refusal, refusal, refusal], after)
          await untilFailing(listeners, ['user store staff'])
        }
        await cutOff('SIGSTOP', 'while it stops', 'stopped')
        await slapd.signal('SIGCONT')
        await untilFailing(listeners, [])
        await cutOff('SIGKILL', 'while it is killed', 'killed')

        const [unlucky = ''] = namesOf('staff', 'killed')
        for (const login of [unlucky, `${unlucky}@staff`, 'nobody-at-all']) {
          assert.is(await radius(login, `wrong${codeNow()}`), refusal, login)
          assert.is(await http(login, passwordOf(unlucky)), 503, login)
        }
        const says = await doctorSays(service)
        assert.equal(says.slice(0, 3), [
          'ok: local answers: 18 users; hashes: ssha (18)',
          'ok: pbx answers: 18 users; hashes: bcrypt (18)',
          'warning: pbx: FreePBX also lets in the accounts of its table ampusers, which are no users here (loginTo: any makes them users): admin',
        ])
        assert.match(says.at(-1) ?? '', /^fault: staff cannot be asked: /)

        await slapd.restart()
        await untilFailing(listeners, [])
        for (const phase of ['stopped', 'killed'] as const) {
          const logins = namesOf('staff', phase).map((name) => radius(name, passwordOf(name) + codeNow()))
          assert.equal(await Promise.all(logins), accepted, phase)
        }
        const restarted = await logInAll(listeners, 'restarted')
        assertOthersAccepted(restarted, 'restarted')
        assert.equal(restarted.staff, accepted)
        assert.ok((await doctorSays(service)).includes('ok: staff answers: 18 users'))

        for (const { failures } of await service.state.readUsers(userKeys)) assert.is(failures.size, 0)
        assert.is(await radius(unlucky, `wrong${codeNow()}`), 'reject')
        const [charged] = await service.state.readUsers([userKeys[everyName.indexOf(unlucky)] ?? ''])
        const runs = [...(charged?.failures.values() ?? [])]
        assert.equal(
          runs.map(({ password }) => password?.count),
          [1],
        )
      }),
  )
}

test.run()
