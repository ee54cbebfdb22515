import { X509Certificate } from 'node:crypto'
import { ConfigError, type ConfigFault, type MailConfig } from '../config/load-config.ts'
import { readTextFile } from '../config/text-file.ts'
import { noTemplates, readTemplates, type Templates } from './templates.ts'

/** What the configuration names and other files hold. */
export interface MailFiles {
  readonly templates: Templates
  /** PEM; null: the well-known authorities. */
  readonly ca: string | null
}

const largestCa = 1024 * 1024

/** Rejects with ConfigError, which holds every fault of the templates and certificates. */
export async function readMailFiles({ templates: folder, smtp }: MailConfig): Promise<MailFiles> {
  const faults: ConfigFault[] = []
  const read = folder === null ? null : await readTemplates(folder.path)
  if (folder !== null) faults.push(...(read?.faults ?? []).map((fault) => ({ ...folder.at, ...fault })))

  let ca: string | null = null
  if (smtp.ca !== null) {
    const file = await readTextFile(smtp.ca.path, largestCa)
    const expected = 'a file with certificates in PEM form (relative to the configuration)'
    if ('problem' in file) faults.push({ ...smtp.ca.at, found: file.problem, expected })
    else if (!holdsCertificate(file.text)) faults.push({ ...smtp.ca.at, found: 'no certificate', expected })
    else ca = file.text
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return { templates: read?.templates ?? noTemplates, ca }
}

/** TLS would pass over what it cannot read, and then trust nobody. */
function holdsCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
