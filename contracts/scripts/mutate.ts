/**
 * Mutation of every check: takes one `if (…) revert …`, one modifier or one `nonReentrant` away at a time, and runs the
 * tests. A mutant that survives is a check that no test needs. Works on a copy; takes about half a minute a mutant.
 *
 *     pnpm --filter @walras/contracts mutate [part of a file's path …]
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'

import Table from 'cli-table3'
import { findChecks, type Mutant } from './findChecks.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' }, list: { type: 'boolean' } },
})
if (values.help) {
  console.log(
    'mutate [part of a path …]   removes each check in turn and runs the tests\n  --list   only lists the checks',
  )
  process.exit()
}

const contracts = join(import.meta.dirname, '..')
/** Beside contracts/, so that relative links into node_modules hold. */
const copy = join(contracts, '../.mutants')

const sources = readdirSync(join(contracts, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.sol') && !path.startsWith('interfaces/'))
  .filter((path) => positionals.length === 0 || positionals.some((part) => path.includes(part)))
  .map((path) => join('src', path))
  .sort()
const mutants = sources.flatMap((path) => findChecks(path, readFileSync(join(contracts, path), 'utf8')))
if (values.list) {
  for (const { path, line, check } of mutants) console.log(`${path}:${line}  ${check}`)
  process.exit()
}

function cleanUp() {
  rmSync(copy, { recursive: true, force: true })
}
process.on('SIGINT', () => {
  cleanUp()
  process.exit(130)
})

function prepare() {
  cleanUp()
  mkdirSync(copy)
  for (const part of ['src', 'test', 'bin', 'snapshots', 'foundry.toml', 'out', 'cache'])
    cpSync(join(contracts, part), join(copy, part), { recursive: true })
  symlinkSync(relative(copy, join(contracts, 'node_modules')), join(copy, 'node_modules'))
}

/** Quick tests first; the invariants only for those that got away. */
const passes = [
  ['--no-match-path', 'test/invariants/*'],
  ['--match-path', 'test/invariants/*'],
]

/** The first test that fails, or `undefined`. */
function run(): string | undefined {
  for (const pass of passes) {
    const { status, stdout } = spawnSync(
      'forge',
      ['test', '--fail-fast', '--gas-snapshot-check', 'false', '--gas-snapshot-emit', 'false', ...pass],
      { cwd: copy, encoding: 'utf8', env: { ...process.env, FOUNDRY_FUZZ_RUNS: '32', FOUNDRY_INVARIANT_RUNS: '16' } },
    )
    // With --fail-fast forge exits with 0 also when a test failed.
    const failed = /\[FAIL[^\]]*\] ?(\w*)/.exec(stdout)
    if (failed) return failed[1] || 'an invariant'
    if (status !== 0) return stdout.includes('passed') ? 'forge' : 'the compiler'
  }
  return undefined
}

prepare()
const table = new Table({ head: ['check', 'killed by'] })
const survivors: Mutant[] = []
for (const [index, mutant] of mutants.entries()) {
  const original = readFileSync(join(contracts, mutant.path), 'utf8')
  writeFileSync(join(copy, mutant.path), mutant.source)
  const killer = run()
  writeFileSync(join(copy, mutant.path), original)
  if (killer === undefined) survivors.push(mutant)
  const place = `${mutant.path}:${mutant.line}`
  console.error(
    `${index + 1}/${mutants.length}  ${killer === undefined ? 'SURVIVED' : 'killed'}  ${place}  ${mutant.check}`,
  )
  table.push([`${place}\n${mutant.check}`, killer ?? 'SURVIVED'])
}
cleanUp()
console.log(table.toString())
console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants killed.`)
process.exitCode = survivors.length > 0 ? 1 : 0
