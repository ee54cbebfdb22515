import { parseArgs } from 'node:util'
import { measureAdminList } from './admin-list.ts'
import { measureBcrypt } from './bcrypt.ts'
import { measureEnrolmentReady } from './enrolment-ready.ts'
import { measureFuzz } from './fuzz.ts'
import { measureHttp } from './http.ts'
import { measureLoginCost } from './login-cost.ts'
import { measurePostgres } from './postgres.ts'
import { measureRadius } from './radius.ts'
import { measureSameTime } from './same-time.ts'
import type { Section } from './section.ts'
import { measureStart } from './start.ts'
import { measureStorm } from './storm.ts'
import { measureUserStores } from './user-stores.ts'

const sections: Readonly<Record<string, Section>> = {
  radius: measureRadius,
  http: measureHttp,
  'login-cost': measureLoginCost,
  bcrypt: measureBcrypt,
  storm: measureStorm,
  start: measureStart,
  postgres: measurePostgres,
  'user-stores': measureUserStores,
  'same-time': measureSameTime,
  fuzz: measureFuzz,
  'admin-list': measureAdminList,
  'enrolment-ready': measureEnrolmentReady,
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    against: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
})
const names = values.only === undefined ? Object.keys(sections) : [values.only]
for (const name of names) {
  const section = sections[name]
  if (section === undefined) throw new Error(`--only takes one of ${Object.keys(sections).join(', ')}`)
  const { rounds, against = null, record } = values
  console.log(`\n${await section({ rounds: Number(rounds), against, record })}`)
}
