import { nodeProgram, supportedNodes } from '../peers/nodes.ts'
import { ceilingLacks } from './ceiling/lacks.ts'
import { ceiling, freeRadius, freeRadiusWithClaims, ringlockOnLowdb, ringlockOnPostgres } from './entrants.ts'
import { closedLoop, openLoop, playLeague } from './league.ts'
import type { Section } from './section.ts'

/** Password + code with {SSHA}, Message-Authenticator both ways: Ringlock, FreeRADIUS and what Node.js allows. */
export const measureRadius: Section = async (options) => {
  const measured = await playLeague(
    {
      title: 'radius',
      entrants: [ringlockOnLowdb(), freeRadius(), ceiling()],
      loads: [closedLoop(64, 15_000), closedLoop(256, 15_000)],
      isPinned: true,
    },
    options,
  )
  return { ...measured, text: `${measured.text}\n\n${ceilingLacks}` }
}

/** The same work on PostgreSQL, each in a database of its own, on the core of the servers: a code once, with a line or row of audit. */
export const measureRadiusOnPostgres: Section = (options) =>
  playLeague(
    {
      title: 'radius-postgres',
      entrants: [
        ringlockOnPostgres('Ringlock on PostgreSQL'),
        freeRadiusWithClaims('FreeRADIUS + claim + audit row', 2),
        freeRadiusWithClaims('  both in one statement', 1),
      ],
      loads: [closedLoop(64, 5000), closedLoop(256, 5000)],
      isPinned: true,
    },
    options,
  )

/** How long a login takes when logins come at a steady rate. */
export const measurePaced: Section = (options) =>
  playLeague(
    {
      title: 'paced',
      entrants: [
        ringlockOnLowdb(),
        ringlockOnPostgres('Ringlock on PostgreSQL'),
        freeRadius(),
        freeRadiusWithClaims('FreeRADIUS + claim + audit row', 2),
      ],
      loads: [openLoop(200, 4), openLoop(2000, 4)],
      isPinned: true,
    },
    options,
  )

/** The same build on each supported Node.js. */
export const measureNodes: Section = (options) =>
  playLeague(
    {
      title: 'nodes',
      entrants: supportedNodes.map((release) => ringlockOnLowdb(`Node.js ${release}`, nodeProgram(release))),
      loads: [closedLoop(64, 12_000), closedLoop(256, 12_000)],
      isPinned: true,
    },
    options,
  )

/** Both cores for everything, the load included. */
export const measureCores: Section = (options) =>
  playLeague(
    {
      title: 'cores',
      entrants: [
        ringlockOnLowdb(),
        ringlockOnPostgres('Ringlock on PostgreSQL'),
        // Two on one core would share what one has.
        ringlockOnPostgres('two Ringlocks on it', 2),
        freeRadius(),
        freeRadiusWithClaims('FreeRADIUS + claim + audit row', 2),
      ],
      loads: [closedLoop(64, 8000)],
      isPinned: false,
    },
    options,
  )
