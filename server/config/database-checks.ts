import { type Complaint, foundAt } from './complaint.ts'
import { entriesAt, type Path, valueAt } from './path.ts'

const urlKeys = ['url', 'urlFile', 'urlEnv']
const singleKeys = ['host', 'port', 'socket', 'user', 'password', 'passwordFile', 'passwordEnv', 'database']
/** The kinds that are reached over a database's connection. */
const kinds = ['freepbx', 'fusionpbx', 'sql']

/** What the keys of a user store's database can get wrong together. */
export function databaseFaults(root: unknown): Complaint[] {
  return entriesAt(root, ['userStores']).flatMap((store, index) => {
    if (!kinds.includes(String(valueAt(store, ['kind'])))) return []
    return faultsOf(root, ['userStores', index])
  })
}

function faultsOf(root: unknown, owner: Path): Complaint[] {
  const has = (key: string) => valueAt(root, [...owner, key]) !== undefined
  const complain = (key: string, expected: string): Complaint => {
    const path = [...owner, key]
    return { path, found: foundAt(root, path), expected }
  }
  const url = urlKeys.find(has)
  const faults: Complaint[] = []
  if (url !== undefined) {
    const beside = singleKeys.filter(has)
    faults.push(
      ...beside.map((key) => ({
        ...complain(key, `nothing: ${url} says it`),
        found: `${key} beside ${url}`,
      })),
    )
  } else if (valueAt(root, [...owner, 'kind']) === 'sql') {
    const missing = ['user', 'database'].filter((key) => !has(key))
    faults.push(...missing.map((key) => complain(key, `${key}, or url`)))
  }
  if (has('socket')) {
    const beside = ['host', 'port'].filter(has)
    faults.push(
      ...beside.map((key) => ({
        ...complain(key, 'nothing: socket says it'),
        found: `${key} beside socket`,
      })),
    )
  }
  if (has('caFile') && valueAt(root, [...owner, 'tls']) !== true)
    faults.push(complain('tls', 'true, for caFile'))
  return faults
}
