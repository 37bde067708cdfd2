// What may import what. docs: ARCHITECTURE.md. scripts/importRules.test.ts plants a breach of every rule below in a copy
// of the tree and expects exactly that rule to go red, so a rule added here needs a plant there.
//
// The rules are written so that what is new is forbidden until somebody says otherwise: a new folder of the server counts
// as rules, a new package may import nothing of ours.

const SERVER = '^packages/server/src/'
const CONCRETE = `${SERVER}(storage|cluster|transport)/`
const PORTS = `${SERVER}ports/`
const PROTOCOL = '^packages/protocol/src/'
const CLIENT = '^packages/client/src/'
const WEB = '^apps/web/src/'
const REACT = '^packages/react/src/'
/** What builds the whole from its parts, or is the outside world itself: environment, clock, the file of the secret. */
const ASSEMBLY = `${SERVER}(createLinsta|createCore|main|config|secret|system)\\.ts$`
/** Tests may look behind every port; what they may not do is end up in what is shipped. */
const TEST = '\\.test\\.tsx?$|^packages/[^/]+/test/|^e2e/'
/** The folders of rules, and files such as access.ts beside them: all of the server that is nothing else. */
const RULES = { path: SERVER, pathNot: [CONCRETE, PORTS, ASSEMBLY, TEST] }
const NPM = '(^|/)node_modules/'

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one concept, or hide a third. Cycles of types count as well.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that is not found would also not be checked.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies',
      comment: 'A package imports what its own package.json, or for tests the root, declares.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-tools-in-packages',
      comment: 'What is shipped runs without devDependencies. Types are erased before they could be missing.',
      severity: 'error',
      from: { path: '^packages/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '(^|/)node_modules/@types/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'no-testkit-in-packages',
      comment: 'The testkit starts the server; a server or a protocol that knows of it has it backwards.',
      severity: 'error',
      from: { path: '^packages/(protocol|server|client|react)/' },
      to: { path: '^(packages/testkit|e2e|bench|examples)/' },
    },
    {
      name: 'packages-by-their-front-door',
      comment: 'Other packages are imported by name, which is their exported file, never by a path into them.',
      severity: 'error',
      from: { path: '^((?:packages/)?[^/]+)/' },
      to: {
        path: '^packages/[^/]+/',
        pathNot: [
          '^$1/',
          '^packages/(protocol/src/(index|bounds|errors|paths|reference)|client/src/(createLinstaClient|rest)|react/src/(index|hooks/index)|testkit/src/index)\\.ts$',
          '^packages/react/src/styles/linsta\\.css$',
          '^packages/server/src/(createLinsta|createCore|storage/sqlite/inMemory)\\.ts$',
        ],
      },
    },
    {
      name: 'new-package-without-rules',
      comment: 'Say here what the new package may import, then add it to this list.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: '^(packages/(protocol|server|client|react|testkit)|apps/web)/' },
      to: {},
    },
    {
      name: 'protocol-imports-zod-only',
      comment: 'It is imported by everyone, in browsers too.',
      severity: 'error',
      from: { path: PROTOCOL, pathNot: TEST },
      to: { pathNot: [PROTOCOL, `${NPM}zod/`] },
    },
    {
      name: 'client-imports-protocol-only',
      comment: 'Of ours, that is.',
      severity: 'error',
      from: { path: CLIENT, pathNot: TEST },
      to: { path: '^(packages|apps|e2e|bench|examples|scripts)/', pathNot: [CLIENT, PROTOCOL] },
    },
    {
      name: 'no-schemas-in-the-client',
      comment:
        'At run time it takes bounds, errors and paths, which come without zod. scripts/bundleSize.ts weighs the result.',
      severity: 'error',
      from: { path: CLIENT, pathNot: TEST },
      to: { path: PROTOCOL, pathNot: `${PROTOCOL}(bounds|errors|paths)\\.ts$`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-io-behind-its-ports',
      comment:
        'A simulator must be able to replay the client: libraries that reach out belong to the files of real ports.',
      severity: 'error',
      from: { path: CLIENT, pathNot: [`${CLIENT}(socketIoConnector|indexedDbStore)\\.ts$`, TEST] },
      to: { path: NPM },
    },
    {
      name: 'client-runs-in-browsers',
      severity: 'error',
      from: { path: CLIENT, pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'react-imports-the-client-only',
      comment:
        'Of ours, that is, and the bounds of the wire, which come without zod: its types come through the client.',
      severity: 'error',
      from: { path: REACT, pathNot: TEST },
      to: {
        path: '^(packages|apps|e2e|bench|examples|scripts)/',
        pathNot: [REACT, CLIENT, `${PROTOCOL}bounds\\.ts$`],
      },
    },
    {
      name: 'react-runs-in-browsers',
      severity: 'error',
      from: { path: REACT, pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'hooks-without-components',
      comment: 'Who makes screens of their own downloads the hooks alone. scripts/bundleSize.ts weighs them.',
      severity: 'error',
      from: { path: `${REACT}(hooks|provider)/`, pathNot: TEST },
      to: { path: `${REACT}components/` },
    },
    {
      name: 'web-imports-react-and-client',
      comment: 'The app is made of what others make theirs of. Of the protocol it takes the types of entities.',
      severity: 'error',
      from: { path: WEB },
      to: {
        path: '^(packages|apps|e2e|bench|examples|scripts)/',
        pathNot: [WEB, REACT, CLIENT, PROTOCOL],
      },
    },
    {
      name: 'no-schemas-in-the-web-app',
      severity: 'error',
      from: { path: WEB },
      to: { path: PROTOCOL, pathNot: `${PROTOCOL}bounds\\.ts$`, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-runs-in-browsers',
      severity: 'error',
      from: { path: WEB },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'concrete-parts-only-in-the-assembly',
      comment:
        'Only createLinsta.ts, createCore.ts and main.ts see storage, cluster and transport; all others get ports handed in.',
      severity: 'error',
      from: { path: SERVER, pathNot: [CONCRETE, `${SERVER}(createLinsta|createCore|main)\\.ts$`, TEST] },
      to: { path: CONCRETE },
    },
    {
      name: 'rules-import-rules-ports-and-protocol',
      comment: 'The clock, the settings and the whole come to the rules as arguments.',
      severity: 'error',
      from: RULES,
      to: { path: ASSEMBLY },
    },
    {
      name: 'no-io-in-rules',
      comment:
        'A simulator must be able to replay the rules. lru-cache, zod and jose compute; what else touches the outside ' +
        'world belongs behind a port.',
      severity: 'error',
      from: RULES,
      to: { path: NPM, pathNot: `${NPM}(lru-cache|zod|jose)/` },
    },
    {
      name: 'no-node-in-rules',
      comment: 'As above. node:crypto has the hashes of passwords (argon2id), node:util makes them promises.',
      severity: 'error',
      from: RULES,
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util)$' },
    },
    {
      name: 'crypto-in-accounts-only',
      comment: 'Ids and randomness are ports.',
      severity: 'error',
      from: { ...RULES, pathNot: [...RULES.pathNot, `${SERVER}accounts/`] },
      to: { dependencyTypes: ['core'], path: '^(node:)?crypto$' },
    },
    {
      name: 'ports-import-ports-and-protocol',
      severity: 'error',
      from: { path: PORTS, pathNot: TEST },
      to: { pathNot: [PORTS, PROTOCOL] },
    },
    {
      name: 'storage-and-cluster-import-ports-and-protocol',
      comment: 'Of ours, that is; drivers are theirs to import. One store knows nothing of another.',
      severity: 'error',
      from: { path: `${SERVER}(storage|cluster)/([^/]+)/`, pathNot: TEST },
      to: { path: '^(packages|e2e|bench|examples|scripts)/', pathNot: [`${SERVER}$1/($2/|[^/]+$)`, PORTS, PROTOCOL] },
    },
    {
      name: 'transport-imports-rules-ports-and-protocol',
      comment: 'It parses, asks a rule and answers. It never reaches past the rules.',
      severity: 'error',
      from: { path: `${SERVER}transport/`, pathNot: TEST },
      to: { path: [`${SERVER}(storage|cluster)/`, ASSEMBLY] },
    },
  ],
  options: {
    // Only what is built from ours: excluding every dist/ would hide most npm packages from the rules.
    exclude: { path: ['^(dist|coverage)/', '^(packages|apps|examples)/[^/]+/dist/'] },
    doNotFollow: { path: NPM },
    // Imports of types count: they are what couples folders in a codebase of types.
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
