import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openSqliteStorage } from '../../../src/storage/sqlite/openSqliteStorage.ts'

/** Opens the storage of a folder; a failure that should end the process fails the test instead. */
export const openStorage = (dataFolder: string) =>
  openSqliteStorage({
    dataFolder,
    onFatal(error) {
      throw error
    },
  })

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'linsta-sqlite-'))

export const removeFolder = (dataFolder: string): Promise<void> => rm(dataFolder, { recursive: true, force: true })

/** A data folder for one test, removed after it. */
export async function useFolder(): Promise<string> {
  const dataFolder = await makeFolder()
  onTestFinished(() => removeFolder(dataFolder))
  return dataFolder
}
