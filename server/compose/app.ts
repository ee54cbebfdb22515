import { join } from 'node:path'
import type { FileUserStore } from '../../adapters/file/user-store.ts'
import { acquireProcessLock, type ProcessLock } from '../../adapters/lowdb/process-lock.ts'
import { createHashingQueue } from '../../adapters/passwords/hashing-queue.ts'
import { UserEntryError, type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import type { AlertKind } from '../alerts/alert.ts'
import { withAlerts } from '../alerts/with-alerts.ts'
import { trailBytes } from '../audit/audit-folder.ts'
import { countRepeats } from '../audit/count-repeats.ts'
import { createAuthenticate } from '../authentication/authenticate.ts'
import type { AfterLogin } from '../authentication/login-attempt.ts'
import { completeRestore } from '../backup/complete-restore.ts'
import { openBranding } from '../branding/branding.ts'
import type { Config, UserStoreConfig } from '../config/load-config.ts'
import { isNoRoom } from '../disk/disk-space.ts'
import { releaseReserveOf } from '../disk/reserve-file.ts'
import { openRoom } from '../disk/room.ts'
import type { EnrolmentChanged } from '../enrolment/change.ts'
import { createEnrolments } from '../enrolment/create-enrolments.ts'
import { createLastAdminGuard } from '../enrolment/last-admin-guard.ts'
import { createBackground, createEvents } from '../lib/background.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import type { Outbox } from '../mail/outbox.ts'
import { renewSpool, spoolFolder } from '../mail/spool.ts'
import { mailNotices } from '../notifications/start-notices.ts'
import { createUnknownClients } from '../radius/unknown-clients.ts'
import type { Service } from '../service.ts'
import { StateStoreError } from '../state/contract/state-store.ts'
import { prepareDataDir } from '../state/data-dir.ts'
import type { AssertionKeyDeps } from '../state/keys/assertion-keys.ts'
import { completeClaimKeys } from '../state/keys/complete-claim-keys.ts'
import { createKeyring } from '../state/keys/keyring.ts'
import { findMasterKey, settleMasterKey } from '../state/keys/master-key.ts'
import { openMasterKeys } from '../state/keys/master-keys.ts'
import { withSealsInUse } from '../state/keys/renew-seals.ts'
import { createTotpKeys } from '../state/keys/totp-keys.ts'
import { createAmbiguityNotices } from '../users/candidates.ts'
import { createUserDirectory } from '../users/directory.ts'
import { withOutages } from '../users/outages.ts'
import { createBackup } from './backup.ts'
import { createLog } from './log.ts'
import { logTo } from './log-lines.ts'
import { createMetrics } from './metrics.ts'
import { observeLogins } from './observe-logins.ts'
import { openAlerts } from './open-alerts.ts'
import { openAudit, placeOf, trailPlace } from './open-audit.ts'
import { openMail } from './open-mail.ts'
import { openStateStore } from './open-state.ts'
import { isSpared, openUserStore } from './open-user-stores.ts'
import { watchServing } from './serving-metrics.ts'

export { openListeners } from './listen.ts'

/**
 * Locks the data folder and opens everything that the listeners use. When it rejects, nothing stays open. Rejects with
 * LockedError, DamagedFileError, MasterKeyError or StateStoreError, whose messages say what to do.
 */
export async function openService(
  config: Config,
  { outbox = null, clock = systemClock }: { outbox?: Outbox | null; clock?: Clock } = {},
): Promise<Service> {
  const { dataDir } = config
  const branding = await openBranding(config.branding)
  const notices: string[] = []
  const warnings: string[] = []
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    if (await prepareDataDir(dataDir)) notices.push(`made the data folder ${dataDir}`)
    const lock = await lockFolder(dataDir)
    closers.push(() => lock.release())

    if (await completeRestore(dataDir)) notices.push('completed a restore that was cut off')
    const lines = logTo(config.log.format)
    const log = createLog(config.logLevel, lines)
    let opening = true
    /** After the start, notices go to the log. */
    const notice = (text: string) => (opening ? notices.push(text) : log.warn(text))
    const warn = (text: string) => (opening ? warnings.push(text) : log.warn(text))
    const alerts = await openAlerts(config.alerts, {
      clock,
      onFault: (err) => log.warn({ err }, 'an alert could not be sent yet'),
    })
    closers.push(() => alerts.close())
    const warnAs = (kind: AlertKind) => (text: string) => {
      warn(text)
      alerts.tell({ kind, text })
    }
    const room = await openRoom({ dataDir, onNotice: warnAs('disk') })
    closers.push(() => room.close())
    const store = await room.withReserve(() => openStateStore(config, clock, warn, room))
    closers.push(() => store.close())
    const enrolled = await store.surveyEnrolments()
    const found = await findMasterKey({
      dataDir,
      environment: process.env,
      hasEnrolments: enrolled.stores.size > 0,
    })
    if (found.createdFile !== null) notices.push(`made the master key ${found.createdFile}`)
    const sealing = createKeyring(found.masterKey)
    const place = placeOf(dataDir)
    const stored = await settleMasterKey(sealing, store, { source: found.source, place })
    const state = withSealsInUse(store, sealing.renewal)
    await completeClaimKeys(state, enrolled.withoutClaimKey, sealing)
    const onTrailNotice = (text: string) => {
      warn(text)
      if (text.includes('is broken')) alerts.tell({ kind: 'trail-broken', text })
    }
    const trail = await openAudit(config, state, sealing, clock, onTrailNotice, room)
    const audit = withAlerts(countRepeats(trail, { clock, onNotice: notice }), alerts.tell)
    closers.push(() => audit.close())

    const queue = createHashingQueue({ clock })
    const onOutage = (text: string) => {
      notice(text)
      alerts.tell({ kind: 'store-down', text })
    }
    const openStore = async (store: UserStoreConfig) => {
      const opened = await openUserStore(store, { queue, createIfMissing: !enrolled.stores.has(store.name) })
      closers.push(() => opened.close())
      return isSpared(store)
        ? withOutages(opened, { uptime: () => performance.now(), onNotice: onOutage })
        : opened
    }
    const [firstStore, ...otherStores] = config.userStores
    const stores: [UserStore, ...UserStore[]] = [await openStore(firstStore)]
    for (const store of otherStores) stores.push(await openStore(store))
    const users = createUserDirectory(stores, realmsOf(config), sealing.unknownUserKey, tenantsOf(config))

    /** Codes by mail need a mail configuration. */
    const inForce = (next: Config['policy']): Config['policy'] => ({
      ...next,
      emailCode: next.emailCode && (config.mail !== null || outbox !== null),
      tenants: Object.fromEntries(Object.entries(next.tenants).map(([name, own]) => [name, inForce(own)])),
    })
    let policy = inForce(config.policy)
    const background = createBackground((err) => log.error({ err }, 'a mail could not be written'))
    const changes = createEvents<EnrolmentChanged>(background)
    const logins = createEvents<AfterLogin>(background)
    const shared = { users, state, sealing, audit, room, clock, policy: () => policy }
    const enrolments = createEnrolments({
      ...shared,
      issuerFor: branding.issuerFor,
      guard: createLastAdminGuard(shared),
      onChanged: changes.tell,
      writer: trailPlace(config),
      onNotice: (message) => log.warn(message),
    })
    const metrics = createMetrics()
    const unknownClients = createUnknownClients(log, clock)
    const { observer, onDecided } = observeLogins({
      logLevel: config.logLevel,
      ...{ lines, registry: metrics.registry, alerts, audit, clock },
      onFault: (err) => log.error({ err }, 'a refused login is not in the audit log'),
    })
    const authenticate = createAuthenticate({
      ...shared,
      observer,
      totpKeys: createTotpKeys(sealing),
      onLogin: logins.tell,
      onFault: (err) => {
        // The circuit breaker in front of the store reports outages, once each.
        const isOutage = err instanceof UserStoreError && !(err instanceof UserEntryError)
        if (err instanceof StateStoreError)
          alerts.tell({ kind: 'store-down', text: 'the state store does not answer' })
        if (!isOutage) log.error({ err }, 'a login could not be judged')
      },
    })
    const tellOfAmbiguity = createAmbiguityNotices(users, { clock, onNotice: (text) => log.warn(text) })
    logins.subscribe(async (login) => {
      if (login.what === 'ambiguous-login') await tellOfAmbiguity(login.login)
    })
    const mailDeps = { ...shared, config, branding, log, outbox, enrolments, authenticate, changes, logins }
    const { mailer, notifications } = await openMail(mailDeps)
    closers.push(async () => {
      await background.idle()
      await mailer?.close()
    })
    const masterKeys = await openMasterKeys({
      keyring: sealing,
      source: found.source,
      stored,
      place,
      state,
      audit,
      renewFiles: () =>
        mailer?.renewSeals?.(sealing.renewal) ?? renewSpool(spoolFolder(dataDir), sealing.renewal),
      onNotice: notice,
    })
    closers.push(() => masterKeys.close())
    notices.push(...mailNotices(config))
    if (mailer !== null) metrics.watchMail(() => mailer.status())
    watchServing(metrics.registry, { hashing: queue, users, state, clock })
    metrics.watchUnknownClients(() => unknownClients.list().length)
    if (config.ship.length > 0) {
      const { openShipping } = await import('./open-shipping.ts')
      const shipping = await openShipping({ config, audit, clock, onNotice: notice })
      closers.push(() => shipping.close())
      metrics.watchShipping(shipping.standings)
    }
    metrics.watchAudit(() => audit.fault() === null)
    metrics.watchDisk(room.status, () => trailBytes(dataDir))
    metrics.watchState(() => Math.max(0, Math.ceil((state.floor() - clock()) / 1000)), state.restores)
    alerts.begin(mailer)
    opening = false
    return {
      config,
      users,
      fileUsers: stores.find(isFileUserStore) ?? null,
      state,
      sealing,
      masterKeys,
      assertionKeys:
        config.http === null
          ? null
          : await openKeys({ state, sealing, clock, onNotice: (message) => log.warn(message) }),
      mailer,
      notifications,
      outbox,
      enrolments,
      authenticate,
      onDecided,
      unknownClients,
      hashing: queue,
      audit,
      backup: createBackup({ config, state: store, sealing, clock }),
      room,
      metrics,
      log,
      clock,
      notices,
      warnings,
      branding,
      policy: () => policy,
      usePolicy(next) {
        policy = inForce(next)
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A full disk leaves no space for a lock file: then the reserve is released. */
async function lockFolder(dataDir: string): Promise<ProcessLock> {
  const acquire = () => acquireProcessLock(join(dataDir, 'lock'), 'ringlock')
  try {
    return await acquire()
  } catch (error) {
    if (!isNoRoom(error)) throw error
  }
  await releaseReserveOf(dataDir)
  return acquire()
}

/** The only kind of user store that Ringlock can change. */
function isFileUserStore(store: UserStore): store is FileUserStore {
  return 'prepareImport' in store
}

function realmsOf({ userStores }: Config): Map<string, readonly string[]> {
  return new Map(userStores.flatMap(({ name, realms }) => (realms === undefined ? [] : [[name, realms]])))
}

function tenantsOf({ userStores }: Config): Map<string, string> {
  return new Map(
    userStores.flatMap(({ name, tenant }) => (tenant === undefined ? [] : [[name, tenant.toLowerCase()]])),
  )
}

/** Loaded only where HTTP is configured. */
async function openKeys(deps: AssertionKeyDeps): Promise<Service['assertionKeys']> {
  const { openAssertionKeys } = await import('../state/keys/assertion-keys.ts')
  return openAssertionKeys(deps)
}
