import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Certificates, makeCertificates } from './certificates.ts'

export interface TlsFront {
  /** `https://localhost:PORT`; the certificate is for localhost and 127.0.0.1. */
  readonly url: string
  readonly certificates: Certificates
  stop(): Promise<void>
}

/** A site's TLS, ended in front of it, as its own web server would. @param folder - for the certificates */
export async function startTlsFront(target: string, folder: string): Promise<TlsFront> {
  const certificates = await makeCertificates(folder)
  const [cert, key] = await Promise.all(
    [certificates.certificate, certificates.key].map((file) => readFile(file)),
  )
  const server = createServer({ cert, key }, (asked, answer) => {
    const { method, url, headers } = asked
    const passed = request(target + url, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    passed.on('error', () => answer.writeHead(502).end())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    certificates,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
