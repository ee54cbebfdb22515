import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './processes.ts'

export interface Certificate {
  readonly certificateFile: string
  readonly keyFile: string
}

/** Makes an authority of its own, valid for a day. */
export async function makeAuthority(folder: string, name: string): Promise<Certificate> {
  const files = filesOf(folder, name)
  const itself = ['req', '-x509', '-days', '1', '-subj', `/CN=${name}`]
  await openssl([...itself, ...newKey(files.keyFile), '-out', files.certificateFile])
  return files
}

/** Makes a server's certificate, signed by the authority, for names such as `DNS:localhost` and `IP:127.0.0.1`. */
export async function makeCertificate(
  folder: string,
  authority: Certificate,
  names: readonly string[],
): Promise<Certificate> {
  const { certificateFile, keyFile } = filesOf(folder, 'server')
  const request = join(folder, 'server.request')
  const extensions = join(folder, 'server.extensions')
  await writeFile(extensions, `subjectAltName = ${names.join(', ')}\n`)
  await openssl(['req', '-new', '-subj', '/CN=server', ...newKey(keyFile), '-out', request])
  await openssl([
    ...['x509', '-req', '-days', '1', '-in', request, '-extfile', extensions, '-out', certificateFile],
    ...['-CA', authority.certificateFile, '-CAkey', authority.keyFile, '-CAcreateserial'],
  ])
  return { certificateFile, keyFile }
}

function filesOf(folder: string, name: string): Certificate {
  return { certificateFile: join(folder, `${name}.pem`), keyFile: join(folder, `${name}.key`) }
}

function newKey(keyFile: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile]
}

async function openssl(args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await run('openssl', args)
  if (exitCode !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`)
}
