import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)

/** forge compiles all again just to find the tests of a filter. Where answers are kept it asks only once. */
function remembered(question, answer) {
  const folder = process.env.SOLC_ANSWERS
  if (!folder) return answer()
  const file = join(folder, createHash('sha256').update(question).digest('hex'))
  if (!existsSync(file)) writeFileSync(file, answer())
  return readFileSync(file, 'utf8')
}

if (process.argv.includes('--version')) {
  const version = remembered('version', () => require('solc').version())
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version}`)
} else {
  const input = readFileSync(0, 'utf8')
  // forge hands over every file it found; the rest is read from the same list, so no import callback is needed.
  process.stdout.write(remembered(input, () => require('solc').compile(input)))
}
