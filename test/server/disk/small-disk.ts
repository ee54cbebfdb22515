import { spawnSync } from 'node:child_process'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'

export interface SmallDisk {
  readonly path: string
  /** Leaves no room for anything new. */
  fill(): Promise<void>
  makeRoom(): Promise<void>
}

const fileSystems = ['tmpfs', 'ext4'] as const
type FileSystem = (typeof fileSystems)[number]

/** The least that ext4 makes a journal in. */
const megabytes = { tmpfs: 4, ext4: 16 } as const

/**
 * A uvu test on file systems of its own that can be filled, one after another. Mounting one takes root, and ext4 a loop
 * device: without, the test is skipped by name, and fails with CI=true.
 */
export function smallDiskTest(name: string, prove: (disk: SmallDisk) => Promise<void>): void {
  for (const fileSystem of fileSystems) {
    const full = `${name} (${fileSystem})`
    if (canMount(fileSystem)) {
      test(full, () => onSmallDisk(fileSystem, prove))
    } else if (process.env.CI === 'true') {
      test(full, () => {
        throw new Error(`a small disk with ${fileSystem} cannot be mounted here`)
      })
    } else {
      console.log(`skipped: ${full} (a small disk with ${fileSystem} cannot be mounted here)`)
      test.skip(full)
    }
  }
}

async function onSmallDisk(fileSystem: FileSystem, prove: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-disk-'))
  const path = join(folder, 'disk')
  const fillers: string[] = []
  try {
    mount(fileSystem, folder, path)
    await prove({
      path,
      async fill() {
        do fillers.push(join(path, `filler-${fillers.length}`))
        while (await takesRoom(fillers.at(-1) as string))
      },
      async makeRoom() {
        for (const filler of fillers.splice(0)) await rm(filler)
      },
    })
  } finally {
    spawnSync('umount', ['--lazy', path])
    await rmdir(path)
    await rm(folder, { recursive: true })
  }
}

/**
 * To the last block: what a large write leaves takes a small one. A long file on ext4 needs a further block for its extents
 * now and then, and leaves a last one that a short file can have; so one file does not fill a disk.
 */
async function takesRoom(filler: string): Promise<boolean> {
  const file = await open(filler, 'a')
  try {
    for (const size of [256 * 1024, 4096, 1]) {
      const bytes = Buffer.alloc(size)
      while (await fits(file.appendFile(bytes))) {
        // There is room for more.
      }
    }
    await file.sync()
    return (await file.stat()).size > 0
  } finally {
    await file.close()
  }
}

function fits(write: Promise<void>): Promise<boolean> {
  return write.then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOSPC') return false
      throw error
    },
  )
}

const mountable = new Map<FileSystem, boolean>()

function canMount(fileSystem: FileSystem): boolean {
  const known = mountable.get(fileSystem)
  if (known !== undefined) return known
  const can = process.geteuid?.() === 0 && tryToMount(fileSystem)
  mountable.set(fileSystem, can)
  return can
}

function tryToMount(fileSystem: FileSystem): boolean {
  const probe = [
    'set -e; folder=$(mktemp -d); trap "umount -l $folder/disk || true; rm -r $folder" EXIT',
    commandsFor(fileSystem, '$folder', '$folder/disk'),
  ].join('\n')
  return spawnSync('unshare', ['--mount', 'sh', '-c', probe]).status === 0
}

function mount(fileSystem: FileSystem, folder: string, path: string): void {
  const { status, stderr } = spawnSync('sh', ['-ec', commandsFor(fileSystem, folder, path)])
  if (status !== 0) throw new Error(`cannot mount a small disk on ${path}: ${stderr}`)
}

function commandsFor(fileSystem: FileSystem, folder: string, path: string): string {
  const size = `${megabytes[fileSystem]}m`
  if (fileSystem === 'tmpfs') return `mkdir ${path}; mount -t tmpfs -o size=${size} tmpfs ${path}`
  return [
    `mkdir ${path}; truncate -s ${size} ${folder}/image`,
    `mkfs.ext4 -q -b 4096 -m 0 ${folder}/image; mount -o loop ${folder}/image ${path}`,
  ].join('\n')
}
