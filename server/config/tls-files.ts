import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { ConfigError, type ConfigFault } from './faults.ts'
import type { FileAt, TlsConfig } from './model.ts'
import { readTextFile } from './text-file.ts'

/** The contents of a certificate file and its key, which belong together. */
export interface TlsKeys {
  /** PEM: the server's own certificate, then those of its issuers. */
  readonly cert: string
  readonly key: string
  /** TLS 1.0 and 1.1 are deprecated (RFC 8996). */
  readonly minVersion: 'TLSv1.2'
}

const largest = 1024 * 1024

/** Rejects with ConfigError, which lists every fault of both files. An expired certificate is none: `doctor` tells of it. */
export async function readTlsKeys({ cert, key }: TlsConfig): Promise<TlsKeys> {
  const texts = await Promise.all([cert, key].map(({ path }) => readTextFile(path, largest)))
  const [certFile = noText, keyFile = noText] = texts
  const faults = [...certFaults(cert, certFile), ...keyFaults(key, keyFile)]
  if (faults.length > 0 || !('text' in certFile) || !('text' in keyFile)) throw new ConfigError(faults)
  const keys = { cert: certFile.text, key: keyFile.text, minVersion: 'TLSv1.2' } as const
  if (!new X509Certificate(keys.cert).checkPrivateKey(createPrivateKey(keys.key))) {
    const expected = 'the key of the first certificate in cert'
    throw new ConfigError([{ ...key.at, found: 'the key of another certificate', expected }])
  }
  try {
    createSecureContext(keys)
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new ConfigError([{ ...cert.at, found, expected: 'certificates that TLS can use' }])
  }
  return keys
}

type Text = Awaited<ReturnType<typeof readTextFile>>
const noText: Text = { problem: 'nothing' }

function certFaults({ at }: FileAt, file: Text): ConfigFault[] {
  const expected = "a file in PEM form with the server's certificate first, then those of its issuers"
  if ('problem' in file) return [{ ...at, found: file.problem, expected }]
  return isReadable(() => new X509Certificate(file.text))
    ? []
    : [{ ...at, found: 'no certificate', expected }]
}

function keyFaults({ at }: FileAt, file: Text): ConfigFault[] {
  const expected = 'a file with the private key in PEM form, without a passphrase'
  if ('problem' in file) return [{ ...at, found: file.problem, expected }]
  if (isReadable(() => createPrivateKey(file.text))) return []
  const found = /ENCRYPTED/.test(file.text) ? 'a key with a passphrase' : 'no private key'
  return [{ ...at, found, expected }]
}

function isReadable(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}
