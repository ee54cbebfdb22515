import { join } from 'node:path'
import { run } from './processes.ts'

export interface Certificates {
  /** Paths of PEM files. */
  readonly ca: string
  readonly key: string
  readonly certificate: string
}

/** An authority and a certificate of its making for 127.0.0.1 and localhost, or for another name; openssl makes them. */
export async function makeCertificates(folder: string, name = 'localhost'): Promise<Certificates> {
  const at = (file: string) => join(folder, file)
  const names = name === 'localhost' ? 'DNS:localhost,IP:127.0.0.1' : `DNS:${name}`
  const made = { ca: at('ca.pem'), key: at('server.key'), certificate: at('server.pem') }
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  await openssl([
    ...['req', '-x509', ...fresh, '-keyout', at('ca.key'), '-out', made.ca],
    ...['-subj', '/CN=Ringlock test authority'],
  ])
  await openssl([
    ...['req', '-x509', ...fresh, '-keyout', made.key, '-out', made.certificate],
    ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`, '-addext', 'basicConstraints=CA:FALSE'],
    ...['-CA', made.ca, '-CAkey', at('ca.key')],
  ])
  return made
}

async function openssl(args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await run('openssl', args)
  if (exitCode !== 0) throw new Error(`openssl: ${stderr}`)
}
