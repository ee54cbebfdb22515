import { z } from 'zod'
import { text } from './option-schemas.ts'
import type { HashingQueue } from './passwords/hashing-queue.ts'
import type { UserStore } from './user-store.ts'

/** A kind of user store: its options in ringlock.yaml, and how it is opened. */
export interface UserStoreKind<
  Options extends UserStoreOptions = UserStoreOptions,
  Settings extends object = object,
> {
  /**
   * The keys; made by {@link userStoreOptions}. Faults across keys that may be checked with defaults filled in are
   * refinements.
   */
  readonly options: Options
  /** The places where an entry, as written, can name secrets; absent: none. */
  secrets?(written: WrittenOptions): readonly StoreSecret[]
  /** Faults across keys that only the entry as written shows, because a refinement sees defaults. */
  faults?(written: WrittenOptions): readonly StoreFault[]
  /** What is still read and should be written in another way; absent: nothing. */
  remarks?(written: WrittenOptions): readonly { readonly key: string; readonly message: string }[]
  /** The settings for `create`, without the name: secrets read, paths absolute. */
  settings(values: z.output<Options>, context: ConfigContext): Settings
  /** Loads the code and the driver, for configured kinds only. Connects at the first query. */
  create(store: Settings & { readonly name: string }, lent: Lent): Promise<UserStore>
  /** Whether Ringlock creates the store's file itself. */
  readonly isOwnFile?: true
  /** Whether each name counts as a user until the password is verified; such a store reports outages itself. */
  readonly takesEveryName?: true
}

/** What the service provides to stores that need it. */
export interface Lent {
  readonly queue: HashingQueue
  /** Whether a missing file of Ringlock's own is created. */
  readonly createIfMissing: boolean
}

export type WrittenOptions = Readonly<Record<string, unknown>>

export interface StoreSecret {
  /** Path of the mapping that names it, from the entry on; absent: the entry itself. */
  readonly owner?: readonly (string | number)[]
  /** `secret` stands for the keys `secret`, `secretFile` and `secretEnv`. */
  readonly name: string
  readonly what: string
  readonly required: boolean
  /** Whether the secret is valid; absent: any text is. */
  readonly isRight?: (secret: string) => boolean
}

export interface StoreFault {
  readonly key: string
  /** A description of the value; absent: the value itself is described. */
  readonly found?: string
  readonly expected: string
}

export interface ConfigContext {
  /** The secret of the entry, or of the mapping at `owner` in it. Called only where one is named. */
  secret(owner?: readonly (string | number)[]): string
  /** Resolves a path relative to the configuration. */
  absolute(path: string): string
}

export type UserStoreOptions = ReturnType<typeof userStoreOptions<string, z.ZodRawShape>>

const realmText = 'a realm such as corp.example'
const realm = z.string(realmText).regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/, realmText)

/** The keys of all kinds. */
const everyStore = {
  name: z
    .string('a name')
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      'a name of 1 to 64 letters, digits, dots, dashes and underscores',
    )
    .describe('First half of every user key; never change it.'),
  realm: z
    .union([realm, z.array(realm).min(1)], realmText)
    .optional()
    .describe(
      'name@realm and REALM\\name are looked up only in the stores of that realm; a list: its spellings.',
    ),
  tenant: text('the name of a customer')
    .optional()
    .describe(
      'The customer of all these users, where the store has no tenants: admins see those of their own tenant.',
    ),
}

/** @param what - the kind, worded to follow its name in a sentence */
export function userStoreOptions<const Kind extends string, const Shape extends z.ZodRawShape>(
  kind: Kind,
  what: string,
  shape: Shape,
) {
  return z.strictObject({ ...everyStore, kind: z.literal(kind).describe(`${kind}: ${what}`), ...shape })
}

/** Declares a kind without losing the types of its options and settings. */
export function userStoreKind<Options extends UserStoreOptions, Settings extends object>(
  kind: UserStoreKind<Options, Settings>,
): UserStoreKind<Options, Settings> {
  return kind
}
