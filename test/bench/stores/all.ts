import { filePlace } from './file.ts'
import { issabelPlace } from './issabel.ts'
import { ldapPlace } from './ldap.ts'
import { mariadbPlace } from './mariadb.ts'
import type { StorePlace } from './measured-store.ts'
import { postgresPlace } from './postgres.ts'
import { radiusPlace } from './radius.ts'

/** Every kind of user store there is. */
export const allPlaces: readonly StorePlace[] = [
  filePlace,
  issabelPlace,
  mariadbPlace,
  postgresPlace,
  ldapPlace,
  radiusPlace,
]
