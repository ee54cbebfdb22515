import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'

export interface SmallDisk {
  readonly path: string
  /** Leaves no room for anything new. */
  fill(): Promise<void>
  makeRoom(): Promise<void>
}

const megabytes = 4

/**
 * A uvu test on a file system of its own that can be filled. Mounting it takes root: without, the test is skipped by
 * name, and fails with CI=true.
 */
export function smallDiskTest(name: string, prove: (disk: SmallDisk) => Promise<void>): void {
  if (canMount()) {
    test(name, () => onSmallDisk(prove))
  } else if (process.env.CI === 'true') {
    test(name, () => {
      throw new Error('a small disk cannot be mounted here')
    })
  } else {
    console.log(`skipped: ${name} (a small disk cannot be mounted here)`)
    test.skip(name)
  }
}

async function onSmallDisk(prove: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'ringlock-disk-'))
  const filler = join(path, 'filler')
  if (!mount(path)) throw new Error(`cannot mount a small disk on ${path}`)
  try {
    await prove({
      path,
      fill: () => writeFile(filler, Buffer.alloc(megabytes * 1024 * 1024)).catch(() => undefined),
      makeRoom: () => rm(filler),
    })
  } finally {
    spawnSync('umount', ['--lazy', path])
    await rmdir(path)
  }
}

function canMount(): boolean {
  const probe = ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']
  return process.geteuid?.() === 0 && spawnSync('unshare', probe).status === 0
}

function mount(path: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]).status === 0
}
