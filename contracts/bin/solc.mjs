import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const solc = createRequire(import.meta.url)('solc')

if (process.argv.includes('--version')) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`)
} else {
  const input = JSON.parse(readFileSync(0, 'utf8'))
  // forge hands over every file it found; the rest is read from the same list, so no import callback is needed.
  process.stdout.write(solc.compile(JSON.stringify(input)))
}
