import { suite, type uvu } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type FreepbxDouble,
  type FreepbxDoubleOptions,
  freepbxNeeds,
  startFreepbxDouble,
} from './freepbx-double.ts'
import { isPresent, skippedSuite } from './peers.ts'
import { type RinglockDouble, rightCode, serveLogins, startRinglockDouble } from './ringlock-double.ts'
import { fixturePassword } from './user-databases.ts'
import type { Shown, Visitor } from './visitor.ts'

export interface InFreepbx {
  pbx: FreepbxDouble
  ringlock: RinglockDouble
}

export const config = '/admin/config.php'
export const ucpIndex = '/ucp/index.php'
export const users = { 'pbx:1': 'alice', 'pbx:2': 'bob-legacy', 'pbx:ampusers/admin': 'admin' }

/**
 * A suite that shares a double of FreePBX and one of Ringlock; each test finds them as they are usually set. Started in the
 * first test: uvu passes a suite whose `before` fails.
 */
export function freepbxSuite(
  name: string,
  options: Omit<FreepbxDoubleOptions, 'ringlock'> = {},
): uvu.Test<InFreepbx> {
  const needs = { needs: [...freepbxNeeds.needs, ...(options.locales ? (['locales'] as const) : [])] }
  if (!needs.needs.every(isPresent)) return skippedSuite(name, needs)
  const tests = suite<InFreepbx>(name)
  let starting: Promise<InFreepbx> | null = null

  async function start(): Promise<InFreepbx> {
    const ringlock = await startRinglockDouble()
    return { ringlock, pbx: await startFreepbxDouble({ ...options, ringlock: ringlock.url }) }
  }

  tests.before.each(async (context) => {
    starting ??= start()
    Object.assign(context, await starting)
    const { pbx, ringlock } = context
    serveLogins(ringlock, users)
    await pbx.settle('')
    await pbx.configure({})
  })
  tests.after(async () => {
    const started = await starting?.catch(() => null)
    await started?.pbx.stop()
    await started?.ringlock.stop()
  })
  return tests
}

export const isInside = ({ text }: Shown) => text.includes('FreePBX double: administration of')
export const asksForCode = ({ text }: Shown) => text.includes('name="ringlock_code"')
export const formOf = ({ text }: Shown) => /name="ringlock_form" value="([^"]+)"/.exec(text)?.[1] ?? ''

export function logIn(
  visitor: Visitor,
  username: string,
  password: string = fixturePassword,
): Promise<Shown> {
  return visitor.post(config, { username, password })
}

/** As ucp.js does: the form's token, and the form as a script posts it. */
export async function logInToUcp(
  visitor: Visitor,
  username: string,
  more: Readonly<Record<string, string>> = {},
  script = 'ajax.php',
): Promise<Shown> {
  const form = await visitor.get(ucpIndex)
  const token = /name="token" value="([^"]+)"/.exec(form.text)?.[1] ?? ''
  return visitor.post(`/ucp/${script}`, {
    token,
    username,
    password: fixturePassword,
    module: 'User',
    command: 'login',
    ...more,
  })
}

export function sendCode(visitor: Visitor, page: Shown, code: string = rightCode): Promise<Shown> {
  return visitor.post(config, {
    ringlock_form: formOf(page),
    ringlock_factor: 'totp',
    ringlock_code: code,
  })
}

/** Password and code; answers the administration's page. */
export async function enter(visitor: Visitor, username: string): Promise<Shown> {
  const done = await sendCode(visitor, await logIn(visitor, username))
  assert.is(done.status, 303, done.text)
  return visitor.get(config)
}
