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

/** `nearly-full`: logins still work. `full`: no login starts. */
export type RoomLevel = 'ok' | 'low' | 'nearly-full' | 'full'

export interface RoomStatus {
  readonly level: RoomLevel
  /** null: the file system does not report it. */
  readonly freeBytes: number | null
}

/**
 * Disk space for what a login writes after it has used up a code. A login starts only where there is space, and a
 * reserve is kept for those that have started, so that a claimed code always gets its line in the audit log.
 */
export interface Room extends WriteRoom {
  /** Whether a login may start. Answers synchronously unless the disk was full at the last check. */
  admits(): boolean | Promise<boolean>
  /** Checks the disk now. */
  status(): Promise<RoomStatus>
  close(): Promise<void>
}

export interface RoomOptions {
  /** The folder exists, and the caller holds its process lock. */
  readonly dataDir: string
  /** Messages for the operator. */
  readonly onNotice: (message: string) => void
  readonly readSpace?: (folder: string) => Promise<DiskSpace | null>
}

/** A write triggers a check at most this often, ms. */
const looksEvery = 500
/** How often the disk is checked without writes, ms. */
const looksWhenIdle = 30_000
/** Pause before the reserve is made again after the file system reported space that a quota did not give, ms. */
const pauseAfterFailure = 1000

export async function openRoom({ dataDir, onNotice, readSpace = readDiskSpace }: RoomOptions): Promise<Room> {
  let reserve: ReserveFile | null = null
  /** `impossible`: the reserve failed for another reason than a full disk; logins then work without one. */
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

  /** A disk with little space at the start gets a smaller reserve, which leaves as much again for logins. */
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
   * After the reserve was released, it is restored only if a trial write shows that there is space beside it. Otherwise
   * it would be refilled with its own blocks while the disk is still full; reported free space is not exact everywhere
   * (ext4 reserves blocks, and there are quotas).
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
    // The reserve may be in the making.
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

  /** Tells each change of the level once. */
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
