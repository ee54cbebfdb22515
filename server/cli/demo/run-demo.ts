import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '../../config/load-config.ts'
import { addUser } from '../../control/file-users.ts'
import { totpDefaults } from '../../login/totp.ts'
import { createOutbox } from '../../mail/outbox.ts'
import type { Service } from '../../service.ts'
import { isKnown } from '../../users/directory.ts'
import { builtDemo } from '../built-demo.ts'
import type { CommandContext } from '../context.ts'
import { qrCode } from '../qr-code.ts'
import { runService } from '../run-service.ts'
import { createCodeMaker, writeCodeFile } from './current-code.ts'
import { createDemoScreen, type DemoScreen } from './demo-screen.ts'
import { type DemoFolder, pleasantPassword } from './make-demo.ts'
import { openPortal } from './portal.ts'
import { welcome } from './welcome.ts'

/** Runs the demo until `end` resolves. */
export async function runDemo(
  demo: DemoFolder,
  context: CommandContext,
  end: Promise<unknown>,
): Promise<void> {
  const { stdout, clock } = context
  const screen = createDemoScreen(stdout)
  const config = await loadConfig(demo.configFile, context)
  const outbox = createOutbox({ clock, language: 'en' })
  const running = await runService(config, context, (service) => showLogins(service, screen), { outbox })
  try {
    const users = { alice: { password: pleasantPassword() }, bob: { password: pleasantPassword() } }
    const alice = await addAlice(running.service, users.alice.password)
    await addPerson(running.service, 'bob', 'user', users.bob.password)
    const codeNow = createCodeMaker(alice.totpSecret)
    const keepCodeFresh = async () => {
      const current = codeNow(clock())
      await writeCodeFile(demo.codeFile, current.code)
      screen.showCode(current)
    }

    const { radius, http } = running.listeners
    const ringlock = http ?? ''
    const portalOptions = {
      port: demo.portalPort,
      ringlock,
      name: 'demo',
      key: demo.portalKey,
      folder: builtDemo,
    }
    const portal = await openPortal(portalOptions, clock)
    try {
      const servers = { radius: radius[0] ?? '', http: ringlock, portal: portal.url }
      stdout.write(welcome(demo, users, servers, await qrCode(alice.uri, stdout)))
      await keepCodeFresh()
      await everySecondUntil(end, keepCodeFresh)
      screen.end()
    } finally {
      await portal.close()
    }
  } finally {
    await running.close()
  }
}

async function everySecondUntil(end: Promise<unknown>, task: () => Promise<void>): Promise<void> {
  const second = () => sleep(1000, 'passed' as const, { ref: false })
  while ((await Promise.race([end, second()])) === 'passed') await task()
}

async function addAlice(service: Service, password: string) {
  const userKey = await addPerson(service, 'alice', 'admin', password)
  const enrolled = await service.enrolments.bindAtOnce(
    { userKey, account: 'alice', kind: 'app', totpSecret: null, another: false, ...totpDefaults },
    { door: 'cli', login: 'alice' },
  )
  if (enrolled.result === 'refused') throw new Error(`alice was not enrolled: ${enrolled.reason}`)
  return enrolled
}

/** @returns the key of the new user */
async function addPerson(
  service: Service,
  name: string,
  role: 'user' | 'admin',
  password: string,
): Promise<string> {
  const added = await addUser(service, { name, email: `${name}@example.test`, role, groups: [], password })
  const found = await service.users.find(name)
  if (!added.done || !isKnown(found)) throw new Error(added.line)
  return found.userKey
}

function showLogins(service: Service, screen: DemoScreen): Service {
  return {
    ...service,
    async authenticate(attempt) {
      const outcome = await service.authenticate(attempt)
      screen.showLogin(attempt, outcome)
      return outcome
    },
  }
}
