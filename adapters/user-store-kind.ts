import { z } from 'zod'
import type { HashingQueue } from './passwords/hashing-queue.ts'
import type { UserStore } from './user-store.ts'

/** One kind of user store: what `userStores` in ringlock.yaml may say of it, and how it is opened. */
export interface UserStoreKind<
  Options extends UserStoreOptions = UserStoreOptions,
  Settings extends object = object,
> {
  /** Its keys; made by {@link userStoreOptions}. What several keys get wrong together and can be told with defaults filled in is a refinement. */
  readonly options: Options
  /** Where an entry, as it is written, may name secrets. Absent: nowhere. */
  secrets?(written: WrittenOptions): readonly StoreSecret[]
  /** What several keys get wrong together and only the entry as it is written tells: a refinement sees defaults in it. */
  faults?(written: WrittenOptions): readonly StoreFault[]
  /** What `create` takes, beside the name: no key of a secret, every path absolute. */
  settings(values: z.output<Options>, around: Surroundings): Settings
  /** Loads code and driver, which happens for configured kinds alone. Connects when it is first asked. */
  create(store: Settings & { readonly name: string }, lent: Lent): Promise<UserStore>
  /** Whether it is a file that Ringlock itself makes beside its data. */
  readonly isOwnFile?: true
  /** Whether every name is one of its users until the password says otherwise, and the store itself tells of outages. */
  readonly takesEveryName?: true
}

/** What the service lends to the stores that need it. */
export interface Lent {
  readonly queue: HashingQueue
  /** Whether a file of Ringlock's own is made where there never was one. */
  readonly createIfMissing: boolean
}

export type WrittenOptions = Readonly<Record<string, unknown>>

export interface StoreSecret {
  /** The mapping that names it, from the entry on; absent: the entry itself. */
  readonly owner?: readonly (string | number)[]
  /** `secret` stands for `secret`, `secretFile` and `secretEnv`. */
  readonly name: string
  readonly what: string
  readonly required: boolean
  /** Whether it can be used; absent: any text can. */
  readonly isRight?: (secret: string) => boolean
}

export interface StoreFault {
  readonly key: string
  /** Absent: what stands there, in words. */
  readonly found?: string
  readonly expected: string
}

export interface Surroundings {
  /** The secret of the entry, or of the mapping at `owner` in it; called where there is one. */
  secret(owner?: readonly (string | number)[]): string
  /** Of a path that is relative to the configuration. */
  absolute(path: string): string
}

export type UserStoreOptions = ReturnType<typeof userStoreOptions<string, z.ZodRawShape>>

const realmText = 'a realm such as corp.example'

/** The keys of every user store. */
const everyStore = {
  name: z
    .string('a name')
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      'a name of 1 to 64 letters, digits, dots, dashes and underscores',
    )
    .describe('First half of every user key; never change it.'),
  realm: z
    .string(realmText)
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/, realmText)
    .optional()
    .describe('Whoever logs in as name@realm is looked for in the stores of that realm alone.'),
}

/** @param what - the kind, in a sentence after its name */
export function userStoreOptions<const Kind extends string, const Shape extends z.ZodRawShape>(
  kind: Kind,
  what: string,
  shape: Shape,
) {
  return z.strictObject({ ...everyStore, kind: z.literal(kind).describe(`${kind}: ${what}`), ...shape })
}

/** Says what a kind is, without forgetting the types of its options and settings. */
export function userStoreKind<Options extends UserStoreOptions, Settings extends object>(
  kind: UserStoreKind<Options, Settings>,
): UserStoreKind<Options, Settings> {
  return kind
}
