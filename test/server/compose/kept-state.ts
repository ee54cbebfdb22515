import { chmod, cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandContext, Terminal } from '../../../server/cli/context.ts'
import { type RunningService, runService } from '../../../server/cli/run-service.ts'
import { openListeners, openService } from '../../../server/compose/app.ts'
import { checkConfig } from '../../../server/compose/check-config.ts'
import { copyStoredState, examineStateStore } from '../../../server/compose/open-state.ts'
import { examineUserStores } from '../../../server/compose/open-user-stores.ts'
import { restoreBackup } from '../../../server/compose/restore.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import { type KnownState, portalKey, upgradeConfig } from '../../fixtures/upgrade/known-state.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { type MailServer, startMailServer } from '../mail/mail-server.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/upgrade', import.meta.url))

/** Today's service, opened on a state that an earlier version left behind. */
export interface KeptState {
  readonly known: KnownState
  readonly running: RunningService
  readonly mailServer: MailServer
  now(): number
  /** Moves the service's clock, forward only. */
  moveTo(time: number): void
  /** To the moment from which on codes work again, which a copied state refuses for some minutes. */
  untilCodesWork(): void
  call(method: string, path: string, sent?: Sent): Promise<Answered>
  /** What the password of one of the users is answered with. */
  login(name: string, headers?: Readonly<Record<string, string>>): Promise<Answered>
  answer(challenge: string, factor: string, code: string): Promise<Answered>
  /** The code of now, of one of the known apps. */
  code(app: string): string
  /** A widget token that was proven with password, and code where there is one. */
  proven(name: string, code?: string): Promise<string>
  userKey(name: string): string
  /** To run commands beside the service. */
  readonly commands: { readonly configFile: string; readonly context: Omit<CommandContext, keyof Terminal> }
}

export interface Sent {
  readonly body?: object
  readonly bearer?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body, field by field
  readonly body: any
  readonly headers: Headers
}

/** Names of the kept states: the commits that made them. */
export async function keptStates(): Promise<string[]> {
  const entries = await readdir(fixtures, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

/** The state as SQL, to be run in an empty database. */
export function keptDump(name: string): Promise<string> {
  return readFile(join(fixtures, name, 'state.sql'), 'utf8')
}

/**
 * Opens a copy. Being a copy it counts as a backup that was put back.
 *
 * @param stateStore - where the state is, if it is not in the data folder
 */
export function withKeptState(
  name: string,
  stateStore: object | null,
  use: (kept: KeptState) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const dataDir = join(folder, 'data')
    await cp(join(fixtures, name, 'data'), dataDir, {
      recursive: true,
      filter: (path) => stateStore === null || !/\/(enrolments|logins)[^/]*$/.test(path),
    })
    // Version control keeps no modes.
    await chmod(dataDir, 0o700)
    await chmod(join(dataDir, 'master.key'), 0o600)
    const known: KnownState = JSON.parse(await readFile(join(fixtures, name, 'known.json'), 'utf8'))
    const mailServer = await startMailServer({ closeTimeout: 100 })
    const configFile = join(folder, 'ringlock.yaml')
    const config = {
      ...upgradeConfig({ port: 0, mail: mailServer.port }),
      logLevel: 'silent',
      ...(stateStore && { stateStore }),
    }
    await writeFile(configFile, JSON.stringify(config), { mode: 0o600 })
    let now = known.madeAt + 5000
    const running = await runService(
      await loadConfig(configFile, { env: {} }),
      { openService, openListeners },
      undefined,
      { clock: () => now },
    )
    try {
      const clock = () => now
      const listeners = {
        openService,
        openListeners,
        copyState: copyStoredState,
        restoreBackup,
        checkConfig,
        examineStateStore,
        examineUserStores,
      }
      const commands = { configFile, context: { ...listeners, env: {}, clock } }
      await use(createKept({ known, running, mailServer, commands, now: clock, moveTo }))
    } finally {
      await running.close()
      await mailServer.close()
    }

    function moveTo(time: number): void {
      if (time > now) now = time
    }
  })
}

function createKept(
  parts: Pick<KeptState, 'known' | 'running' | 'mailServer' | 'commands' | 'now' | 'moveTo'>,
): KeptState {
  const { known, running, now, moveTo } = parts
  const kept: KeptState = {
    ...parts,
    untilCodesWork: () => moveTo(running.service.state.floor() + 1),
    async call(method, path, { body, bearer = portalKey, headers } = {}) {
      const response = await fetch(`${running.listeners.http}${path}`, {
        method,
        headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return {
        status: response.status,
        body: text === '' ? null : JSON.parse(text),
        headers: response.headers,
      }
    },
    login: (name, headers) =>
      kept.call('POST', '/api/v1/login', {
        body: { username: name, password: known.people[name]?.password },
        ...(headers && { headers }),
      }),
    answer: (challenge, factor, code) =>
      kept.call('POST', '/api/v1/login/challenge', { body: { challenge, factor, code } }),
    code(app) {
      const parameters = known.apps[app]
      const totpSecret = parseTotpSecret(parameters?.totpSecret ?? '')
      if (parameters === undefined || totpSecret === null) throw new Error(`no app ${app}`)
      const { algorithm, period } = parameters
      return codeAt(totpKey(totpSecret, algorithm), timeStepAt(now(), period), parameters)
    },
    async proven(name, code) {
      const { body } = await kept.call('POST', '/api/v1/widget-tokens', { body: { user: name } })
      const sent = { password: known.people[name]?.password, ...(code && { code }) }
      const { status } = await kept.call('POST', '/api/v1/me/reverify', { body: sent, bearer: body.token })
      if (status !== 200) throw new Error(`${name} was not proven: ${status}`)
      return body.token
    },
    userKey(name) {
      const person = known.people[name]
      if (person === undefined) throw new Error(`no ${name}`)
      return person.userKey
    },
  }
  return kept
}
