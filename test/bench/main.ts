import { parseArgs } from 'node:util'
import { measureAdminList } from './admin-list.ts'
import { compareWithBaseline, recordBaseline } from './baseline.ts'
import { measureBcrypt } from './bcrypt.ts'
import { measureEnrolmentReady } from './enrolment-ready.ts'
import { measureFuzz } from './fuzz.ts'
import { measureGrowth, measureGrowthOnPostgres } from './growth.ts'
import { measureHttp } from './http.ts'
import { measureLoginCost } from './login-cost.ts'
import { measurePostgres } from './postgres.ts'
import { measureCores, measureNodes, measurePaced, measureRadius, measureRadiusOnPostgres } from './radius.ts'
import { recordTable } from './record.ts'
import { measureSameTime } from './same-time.ts'
import type { Figures, Section } from './section.ts'
import { measureStart } from './start.ts'
import { measureStorm } from './storm.ts'
import { measureUserStores } from './user-stores.ts'

const sections: Readonly<Record<string, Section>> = {
  radius: measureRadius,
  'radius-postgres': measureRadiusOnPostgres,
  paced: measurePaced,
  nodes: measureNodes,
  cores: measureCores,
  http: measureHttp,
  'login-cost': measureLoginCost,
  bcrypt: measureBcrypt,
  storm: measureStorm,
  start: measureStart,
  growth: measureGrowth,
  'growth-postgres': measureGrowthOnPostgres,
  postgres: measurePostgres,
  'user-stores': measureUserStores,
  'same-time': measureSameTime,
  fuzz: measureFuzz,
  'admin-list': measureAdminList,
  'enrolment-ready': measureEnrolmentReady,
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', short: 'o', multiple: true },
    rounds: { type: 'string', short: 'r', default: '5' },
    against: { type: 'string' },
    users: { type: 'string' },
    compare: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
})
const { rounds, against = null, record } = values
const users = values.users === undefined ? null : Number(values.users)
const names = values.only ?? Object.keys(sections)
const figures: Record<string, Figures[string]> = {}
for (const name of names) {
  const section = sections[name]
  if (section === undefined) throw new Error(`--only takes one of ${Object.keys(sections).join(', ')}`)
  const measured = await section({ rounds: Number(rounds), against, users, record })
  const text = typeof measured === 'string' ? measured : measured.text
  console.log(`\n${text}`)
  if (record) recordTable(name, text)
  if (typeof measured !== 'string') Object.assign(figures, measured.figures)
}
if (values.compare) {
  const { text, isWorse } = compareWithBaseline(figures)
  console.log(`\n${text}`)
  if (isWorse) process.exitCode = 1
}
if (record && Object.keys(figures).length > 0) recordBaseline(figures)
