import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freeTcpPort, probeUdpPort } from '../port.ts'

/** A folder (0700) with a configuration whose secrets are random. */
export interface DemoFolder {
  readonly folder: string
  readonly configFile: string
  readonly secretFile: string
  readonly codeFile: string
  readonly sharedSecret: string
  readonly portalKey: string
  readonly portalPort: number
}

/** Not the port of RADIUS, so that the demo works beside a real server. */
const usualPort = 18120
const usualHttpPort = 18080
const usualPortalPort = 18081

export async function makeDemoFolder(): Promise<DemoFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-demo-'))
  const demo = {
    folder,
    configFile: join(folder, 'ringlock.yaml'),
    secretFile: join(folder, 'radius-secret'),
    codeFile: join(folder, 'code'),
    // Hexadecimal, so that no shell or option parser interprets it.
    sharedSecret: randomBytes(12).toString('hex'),
    portalKey: randomBytes(16).toString('hex'),
    portalPort: await freeTcpPort(usualPortalPort),
  }
  const isFree = (await probeUdpPort({ host: '127.0.0.1', port: usualPort, family: 4 })) === 'free'
  const http = `127.0.0.1:${await freeTcpPort(usualHttpPort)}`
  const yaml = `dataDir: ./data
logLevel: error
radius:
  listen: ["127.0.0.1:${isFree ? usualPort : 0}"]
  clients:
    - { name: demo, address: 127.0.0.1, secretFile: radius-secret, secondFactor: append }
http:
  listen: "${http}"
  publicUrl: http://${http}
  portals:
    - { name: demo, key: ${demo.portalKey}, origins: ["http://127.0.0.1:${demo.portalPort}"] }
userStores:
  - { name: local, kind: file, path: ./data/users.json }
`
  await writeFile(demo.configFile, yaml, { mode: 0o600 })
  await writeFile(demo.secretFile, `${demo.sharedSecret}\n`, { mode: 0o600 })
  return demo
}

/** `vuzako-timelo`: 36 bits, enough for an hour on loopback, and easy to type. */
export function pleasantPassword(): string {
  return `${syllables(3)}-${syllables(3)}`
}

function syllables(count: number): string {
  const one = () => `${pick('bdfghjklmnprstvz')}${pick('aeiou')}`
  return Array.from({ length: count }, one).join('')
}

function pick(letters: string): string {
  return letters.charAt(randomInt(letters.length))
}
