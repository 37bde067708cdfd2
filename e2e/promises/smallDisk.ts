import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, rmdir, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A real file system of its own, small enough to fill. */
export type SmallDisk = {
  folder: string
  /** Puts a file there that leaves `bytes` free. */
  fillTo(bytes: number): Promise<void>
  /** Takes that file away. */
  makeRoom(): Promise<void>
  unmount(): Promise<void>
}

/** @throws Error where mounting is not possible, such as without root */
export async function mountSmallDisk(size: string): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'linsta-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  } catch (error) {
    await rmdir(folder)
    throw error
  }
  const ballast = join(folder, 'ballast')
  return {
    folder,
    async fillTo(bytes) {
      const { bavail, bsize } = await statfs(folder)
      const file = await open(ballast, 'w')
      try {
        await file.writeFile(Buffer.alloc(Math.max(0, bavail * bsize - bytes), 1))
      } catch (error) {
        // Somebody else took some of it meanwhile: it is full, as it should be.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      } finally {
        await file.close()
      }
    },
    makeRoom: () => rm(ballast),
    async unmount() {
      await run('umount', [folder])
      await rmdir(folder)
    },
  }
}
