import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

const CHAT = 'packages/server/src/chat'
const SQLITE = 'packages/server/src/storage/sqlite'

/** Breaches of every rule: by the file that would import, what it imports, as a value or as a type. */
const PLANTS: Record<string, Record<string, string[]>> = {
  'no-cycles': { [`${CHAT}/plantedHere.ts`]: ['type ./plantedThere.ts'] },
  resolvable: { [`${CHAT}/plantedUnresolved.ts`]: ['./nowhere.ts'] },
  'declared-dependencies': { 'packages/testkit/src/plantedUndeclared.ts': ['helmet'] },
  'no-development-tools-in-packages': { 'packages/testkit/src/plantedTool.ts': ['vitest'] },
  'nothing-imports-tests': {
    'packages/testkit/src/plantedUntested.ts': ['./planted.test.ts'],
    [`${CHAT}/plantedUntested.ts`]: ['../../test/planted.ts'],
  },
  'no-testkit-in-packages': { [`${CHAT}/plantedKit.ts`]: ['../../../testkit/src/index.ts'] },
  'packages-by-their-front-door': { 'e2e/plantedBackDoor.ts': ['../packages/protocol/src/message.ts'] },
  'new-package-without-rules': { 'packages/newcomer/src/index.ts': ['./planted.ts'] },
  'protocol-imports-zod-only': { 'packages/protocol/src/plantedNode.ts': ['node:fs'] },
  'client-imports-protocol-only': { 'packages/client/src/plantedServer.ts': ['../../server/src/createLinsta.ts'] },
  'no-schemas-in-the-client': { 'packages/client/src/plantedSchema.ts': ['../../protocol/src/index.ts'] },
  'client-io-behind-its-ports': { 'packages/client/src/plantedSocket.ts': ['socket.io-client'] },
  'client-runs-in-browsers': { 'packages/client/src/plantedFiles.ts': ['node:fs'] },
  'react-imports-the-client-only': { 'packages/react/src/plantedEntities.ts': ['type ../../protocol/src/index.ts'] },
  'react-runs-in-browsers': { 'packages/react/src/plantedFiles.ts': ['node:fs'] },
  'web-imports-react-and-client': { 'apps/web/src/plantedServer.ts': ['../../../packages/server/src/createLinsta.ts'] },
  'no-schemas-in-the-web-app': { 'apps/web/src/plantedSchema.ts': ['../../../packages/protocol/src/index.ts'] },
  'web-runs-in-browsers': { 'apps/web/src/plantedFiles.ts': ['node:fs'] },
  'hooks-without-components': { 'packages/react/src/hooks/plantedAvatar.ts': ['../components/Avatar.tsx'] },
  'concrete-parts-only-in-the-assembly': {
    [`${CHAT}/plantedStorage.ts`]: ['type ../storage/sqlite/keys.ts'],
    [`${CHAT}/plantedCluster.ts`]: ['../cluster/local/createLocalLeases.ts'],
    [`${CHAT}/plantedTransport.ts`]: ['../transport/origins.ts'],
    'packages/server/src/plantedBeside.ts': ['./storage/sqlite/keys.ts'],
  },
  'rules-import-rules-ports-and-protocol': {
    [`${CHAT}/plantedClock.ts`]: ['../system.ts'],
    'packages/server/src/newFolder/plantedSettings.ts': ['../config.ts'],
  },
  'no-io-in-rules': { [`${CHAT}/plantedExpress.ts`]: ['express'] },
  'no-node-in-rules': { [`${CHAT}/plantedFiles.ts`]: ['node:fs'] },
  'crypto-in-accounts-only': { [`${CHAT}/plantedCrypto.ts`]: ['node:crypto'] },
  'ports-import-ports-and-protocol': {
    'packages/server/src/ports/plantedRule.ts': ['../access.ts'],
    'packages/server/src/ports/plantedPackage.ts': ['lru-cache'],
  },
  'storage-and-cluster-import-ports-and-protocol': {
    [`${SQLITE}/plantedRule.ts`]: ['../../access.ts'],
    [`${SQLITE}/plantedOther.ts`]: ['../../cluster/local/createLocalLeases.ts'],
    'packages/server/src/storage/other/plantedStore.ts': ['../sqlite/keys.ts'],
  },
  'transport-imports-rules-ports-and-protocol': {
    'packages/server/src/transport/http/plantedStorage.ts': ['../../storage/sqlite/keys.ts'],
    'packages/server/src/transport/http/plantedConfig.ts': ['../../config.ts'],
  },
}

/** What the plants import that is not there, in the same form. */
const SOIL: Record<string, string[]> = {
  [`${CHAT}/plantedThere.ts`]: ['./plantedHere.ts'],
  'packages/testkit/src/planted.test.ts': [],
  'packages/server/test/planted.ts': [],
  'packages/newcomer/src/planted.ts': [],
}

/** What depcruise finds, and the rules it went by. */
type Findings = {
  violations: { from: string; rule: { name: string } }[]
  ruleSetUsed: { forbidden: { name: string; severity: string }[] }
}

/** A copy of what is shipped with all plants in it. Packages of npm are linked, our own are the copy's. */
async function plant(tree: string): Promise<void> {
  for (const path of [
    'packages',
    'apps',
    'package.json',
    'tsconfig.json',
    '.dependency-cruiser.mjs',
    'e2e/package.json',
  ]) {
    await cp(join(ROOT, path), join(tree, path), {
      recursive: true,
      filter: (source) => basename(source) !== 'node_modules',
    })
  }
  await mkdir(join(tree, 'node_modules'))
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (name !== '@linsta')
      await symlink(join(ROOT, 'node_modules', name), join(tree, 'node_modules', name), 'junction')
  }
  for (const [path, imports] of [SOIL, ...Object.values(PLANTS)].flatMap((files) => Object.entries(files))) {
    await mkdir(dirname(join(tree, path)), { recursive: true })
    await writeFile(join(tree, path), `${imports.map(toStatement).join('')}export {}\n`)
  }
}

const toStatement = (what: string): string =>
  what.startsWith('type ') ? `import type {} from '${what.slice('type '.length)}'\n` : `import '${what}'\n`

/** The command of `npm run check:imports`, on another tree. It fails, of course: what counts is what it found. */
async function cruise(tree: string): Promise<Findings> {
  const tool = join(ROOT, 'node_modules/dependency-cruiser')
  const { bin } = JSON.parse(await readFile(join(tool, 'package.json'), 'utf8'))
  const args = [join(tool, bin.depcruise), '--config', '.dependency-cruiser.mjs', '--output-type', 'json', '.']
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout).summary)
      } catch {
        reject(new Error(`depcruise said:\n${stdout}\n${stderr}`))
      }
    })
  })
}

describe('the import rules', () => {
  let tree: string
  let findings: Findings
  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'linsta-imports-'))
    await plant(tree)
    findings = await cruise(tree)
  }, 60_000)
  afterAll(() => rm(tree, { recursive: true, force: true }))

  it('have a plant each', () => {
    expect(Object.keys(PLANTS).sort()).toEqual(findings.ruleSetUsed.forbidden.map(({ name }) => name).sort())
  })

  it.each(Object.entries(PLANTS))('%s goes red for its plants, and no other rule does', (rule, files) => {
    for (const path of Object.keys(files)) {
      const red = findings.violations.filter(({ from }) => from === path).map((violation) => violation.rule.name)
      expect([...new Set(red)], path).toEqual([rule])
    }
  })

  it('are all errors', () => {
    expect(findings.ruleSetUsed.forbidden.filter(({ severity }) => severity !== 'error')).toEqual([])
  })
})
