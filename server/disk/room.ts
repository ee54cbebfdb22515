import type { WriteRoom } from '../lib/append-file.ts'
import {
  type DiskMarks,
  type DiskSpace,
  diskMarks,
  isNoRoom,
  readDiskSpace,
  wholeBlocks,
} from './disk-space.ts'
import { openReserveFile, type ReserveFile } from './reserve-file.ts'

/** `nearly-full`: logins still work. `full`: none begins. */
export type RoomLevel = 'ok' | 'low' | 'nearly-full' | 'full'

export interface RoomStatus {
  readonly level: RoomLevel
  /** null: the file system does not tell. */
  readonly freeBytes: number | null
}

/**
 * Room on the data folder's disk for whatever a login writes once it has used up a code. A login begins only where there is
 * some, and a reserve is kept for those that have begun: a code that was claimed finds room for its line in the audit trail.
 */
export interface Room extends WriteRoom {
  /** Whether a login may begin. Answers at once unless the disk was full when it was last looked at. */
  admits(): boolean | Promise<boolean>
  /** Looks at the disk now. */
  status(): Promise<RoomStatus>
  close(): Promise<void>
}

export interface RoomOptions {
  /** Exists, and the caller holds its process lock. */
  readonly dataDir: string
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
  readonly readSpace?: (folder: string) => Promise<DiskSpace | null>
}

/** Milliseconds after which a write has the disk looked at again. */
const looksEvery = 500
/** Milliseconds between two looks at a disk that nobody writes to. */
const looksWhenIdle = 30_000
/** Milliseconds before the reserve is made again, where the disk said that there was room and there was none (a quota). */
const pauseAfterFailure = 1000

export async function openRoom({ dataDir, onNotice, readSpace = readDiskSpace }: RoomOptions): Promise<Room> {
  let reserve: ReserveFile | null = null
  /** `impossible`: for another reason than want of room; then there is none, and logins go on without. */
  let kept: 'whole' | 'not-yet' | 'spent' | 'impossible' = 'not-yet'
  let space: DiskSpace | null = null
  let marks: DiskMarks = diskMarks(null)
  let told: RoomLevel = 'ok'
  let lookedAt = Number.NEGATIVE_INFINITY
  let failedAt = Number.NEGATIVE_INFINITY
  let writtenSince = 0
  let looking: Promise<void> | null = null
  let closed = false

  function look(): Promise<void> {
    looking ??= lookNow().finally(() => {
      looking = null
    })
    return looking
  }

  async function lookNow(): Promise<void> {
    lookedAt = performance.now()
    writtenSince = 0
    space = await readSpace(dataDir)
    marks = diskMarks(space?.total ?? null)
    if ((kept === 'not-yet' || kept === 'spent') && !closed) await keep()
    tell(levelNow())
  }

  async function keep(): Promise<void> {
    if (performance.now() - failedAt < pauseAfterFailure) return
    try {
      reserve ??= await openReserveFile(dataDir)
      kept = await (kept === 'spent' ? keepAgain(reserve) : keepFirst(reserve))
    } catch (error) {
      failedAt = performance.now()
      if (isNoRoom(error)) return
      kept = 'impossible'
      onNotice(`no reserve can be kept in ${dataDir} for a full disk: ${(error as Error).message}`)
    }
  }

  /** At the start a disk with little room keeps a smaller one, which leaves as much for logins. */
  async function keepFirst(file: ReserveFile): Promise<'whole' | 'not-yet'> {
    const size = await file.size()
    const half = space === null ? marks.reserve : (space.free + size - marks.full) / 2
    const wanted = wholeBlocks(Math.min(marks.reserve, half))
    if (size > 0 && size >= wanted) return 'whole'
    if (wanted < marks.reserve / 8) return 'not-yet'
    await file.fill(wanted)
    space = await readSpace(dataDir)
    return 'whole'
  }

  /**
   * Once it was given up there must be room beside it, by trying: otherwise it would be made of its own bytes while the disk
   * is full, and not every file system says how much it really gives (ext4 keeps blocks back, and there are quotas).
   */
  async function keepAgain(file: ReserveFile): Promise<'whole' | 'spent'> {
    const enough = marks.reserve + 2 * marks.full
    if (space !== null && space.free < enough) return 'spent'
    await file.fill(enough)
    await file.shrink(marks.reserve)
    space = await readSpace(dataDir)
    return 'whole'
  }

  async function giveReserve(): Promise<void> {
    // It may just be being made.
    await looking
    if (kept !== 'impossible') kept = 'spent'
    await reserve?.release().catch(() => undefined)
    tell(levelNow())
  }

  function isRoomy(): boolean {
    return (kept === 'whole' || kept === 'impossible') && (space === null || space.free >= marks.full)
  }

  function levelNow(): RoomLevel {
    if (!isRoomy()) return 'full'
    if (space === null || space.free >= marks.low) return 'ok'
    return space.free < marks.nearlyFull ? 'nearly-full' : 'low'
  }

  /** Once each time that it changes. */
  function tell(level: RoomLevel): void {
    if (level === told) return
    told = level
    onNotice(sentences[level](dataDir, space))
  }

  const watch = setInterval(() => void look(), looksWhenIdle).unref()
  await look()

  return {
    admits() {
      if (isRoomy()) return true
      return look().then(isRoomy)
    },
    wrote(bytes) {
      writtenSince += bytes
      if (writtenSince > marks.full / 2 || performance.now() - lookedAt > looksEvery) void look()
    },
    async withReserve(task) {
      try {
        return await task()
      } catch (error) {
        if (!isNoRoom(error)) throw error
      }
      await giveReserve()
      return task()
    },
    async status() {
      await look()
      return { level: levelNow(), freeBytes: space?.free ?? null }
    },
    async close() {
      closed = true
      clearInterval(watch)
      await looking
      await reserve?.close()
    },
  }
}

const inMegabytes = (space: DiskSpace | null) => `${((space?.free ?? 0) / 1024 / 1024).toFixed(1)} MB free`

const sentences: Readonly<Record<RoomLevel, (dataDir: string, space: DiskSpace | null) => string>> = {
  ok: (dataDir, space) => `the disk of ${dataDir} has room again (${inMegabytes(space)})`,
  low: (dataDir, space) => `the disk of ${dataDir} has little room (${inMegabytes(space)}): make more`,
  'nearly-full': (dataDir, space) =>
    `the disk of ${dataDir} is nearly full (${inMegabytes(space)}): make room before no login works`,
  full: (dataDir, space) =>
    `the disk of ${dataDir} is full (${inMegabytes(space)}): logins are not judged, and use no code up, until there is room`,
}
