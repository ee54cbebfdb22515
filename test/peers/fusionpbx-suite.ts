import { suite, type uvu } from 'uvu'
import { type FusionpbxSite, type SiteOptions, siteNeeds, startFusionpbx } from './fusionpbx-site.ts'
import { isPresent, type Peer, skippedSuite } from './peers.ts'

export interface InFusionpbx {
  site: FusionpbxSite
}

export interface FusionpbxSuiteOptions<More extends object> extends SiteOptions {
  /** Beside those of the double. */
  readonly needs?: readonly Peer[]
  /** Before the first test alone; what it answers is in each test's context. */
  readonly prepare?: (site: FusionpbxSite) => Promise<More>
  /** Each test goes on where the one before has stopped. */
  readonly keepsState?: boolean
}

/**
 * A suite that shares a double of FusionPBX with a Ringlock; each test finds them as they are usually set. Started in the first
 * test: uvu passes a suite whose `before` fails.
 */
export function fusionpbxSuite<More extends object = object>(
  name: string,
  { needs: more = [], prepare, keepsState = false, ...options }: FusionpbxSuiteOptions<More> = {},
): uvu.Test<InFusionpbx & More> {
  const needs = [...siteNeeds.needs, ...more]
  if (!needs.every(isPresent)) return skippedSuite(name, { needs })
  const tests = suite<InFusionpbx & More>(name)
  let starting: Promise<FusionpbxSite> | null = null
  let preparing: Promise<More> | null = null

  tests.before.each(async (context) => {
    starting ??= startFusionpbx(options)
    const site = await starting
    if (!keepsState) await site.configure('master')
    preparing ??= prepare?.(site) ?? null
    Object.assign(context, { site }, await preparing)
  })
  tests.after(async () => {
    const site = await starting?.catch(() => null)
    await site?.stop()
  })
  return tests
}
