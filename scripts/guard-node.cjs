'use strict'

// Says what to do when the running Node is too old, instead of the syntax errors that would follow. It must run on just
// that old Node, so this is CommonJS in the syntax of Node 12. The scripts of package.json preload it with `node -r`:
// no second process stands between npm and the server, and signals arrive.

const fs = require('fs')
const path = require('path')

const REQUIRED_MAJOR = 26

/** The package that brings Node to this machine, or undefined: they are the optional dependencies of the repository. */
function pinnedNodePackage(root) {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const pinned = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).optionalDependencies
  return [`node-${platform}`, `node-bin-${platform}`].find((name) => name in pinned)
}

function advice() {
  const root = path.join(__dirname, '..')
  const name = pinnedNodePackage(root)
  if (name === undefined) {
    return `The repository brings no Node for ${process.platform} on ${process.arch}.
Install Node ${REQUIRED_MAJOR} or newer from https://nodejs.org and try again.`
  }
  if (!fs.existsSync(path.join(root, 'node_modules', name, 'package.json'))) {
    return `The Node that the repository brings (${name}) is not installed.
Run \`npm ci\` without \`--omit=optional\`, or install Node ${REQUIRED_MAJOR} or newer yourself, and try again.`
  }
  return 'The Node that the repository brings is installed, and npm finds it: use `npm start`, `npm test` or `npm run`.'
}

if (Number(process.version.slice(1).split('.')[0]) < REQUIRED_MAJOR) {
  console.error(`\nLinsta needs Node ${REQUIRED_MAJOR} or newer, but this is ${process.version}.\n${advice()}\n`)
  process.exit(1)
}
