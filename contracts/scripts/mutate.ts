/**
 * Mutation of every check: takes one away at a time, and runs the tests. A mutant that survives is a check that no test
 * needs. All mutants are one build, in which every check has a switch (mutation/), without the optimizer.
 *
 *     pnpm --filter @walras/contracts mutate [part of a check's name …]
 *
 * The build and the results so far stay in .mutants/.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { equivalent } from './mutation/equivalent.ts'
import { type Check, switchChecks } from './mutation/switchChecks.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' }, list: { type: 'boolean' }, survivors: { type: 'boolean' } },
})
if (values.help) {
  console.log(`mutate [part of a check's name …]   removes each check in turn and runs the tests
  --list        only lists the checks
  --survivors   only those that survived last time`)
  process.exit()
}

const contracts = join(import.meta.dirname, '..')
/** Beside contracts/, so that relative links into node_modules hold. */
const copy = join(contracts, '../.mutants')
const resultsFile = join(copy, 'results.json')
const answers = join(copy, 'answers')

/** The tests most likely to kill, by the first part of a path that fits: they run first. */
const nearest: readonly [path: RegExp, tests: string][] = [
  [/verifiers|ChessClock/, 'Attestor|Disputes|HostileBonds|Optimistic|Tee|Zk|PluggableResolver|ChessClock'],
  [/registry|SolverRegistry/, 'SolverRegistry|Reputation|Equivocation|Invalid[AB]|Reveal|StaticRules|OperatorBonds'],
  [/Lens|Findings/, 'LensRules|LensVerdict|LensGas'],
  [/Lease/, 'LeaseEscrow|OperatorBonds|Composition|Wiring|HostileTokens'],
  [/ComputePools|Ladder/, 'ComputePools|LadderMath|OperatorBonds|Wiring|HostileTokens'],
  [/./, 'Settlement|OrderRules|BatchRules|BatchHash|Wiring|HostileTokens'],
]
/** Sizes and gas limits say nothing without the optimizer. */
const measuring = '[Ff]its'

function prepare(): Check[] {
  const checks: Check[] = []
  for (const part of ['src', 'test', 'bin', 'snapshots', 'answers'])
    rmSync(join(copy, part), { recursive: true, force: true })
  mkdirSync(answers, { recursive: true })
  for (const part of ['src', 'test', 'bin', 'snapshots', 'foundry.toml'])
    cpSync(join(contracts, part), join(copy, part), { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
  if (!existsSync(join(copy, 'node_modules')))
    symlinkSync(relative(copy, join(contracts, 'node_modules')), join(copy, 'node_modules'))
  const paths = readdirSync(join(copy, 'src'), { recursive: true, encoding: 'utf8' })
  for (const path of paths.filter((path) => path.endsWith('.sol') && !path.startsWith('interfaces/')).sort()) {
    const file = join(copy, 'src', path)
    const found = switchChecks(path, readFileSync(file, 'utf8'), checks.length)
    if (found.checks.length > 0) writeFileSync(file, found.source)
    checks.push(...found.checks)
  }
  for (const path of ['Kept.sol', 'Guarded.sol'])
    cpSync(join(import.meta.dirname, 'mutation', path), join(copy, 'src', path))
  return checks
}

/** The first test that fails without a check, or `undefined`. Check 0 is none. */
function killerOf(check: number, passes: string[][]): string | undefined {
  for (const pass of passes) {
    const { status, stdout, error } = spawnSync(
      process.execPath,
      [
        'bin/forge.mjs',
        'test',
        '--fail-fast',
        '--block-coinbase',
        `0x${check.toString(16).padStart(40, '0')}`,
        '--gas-snapshot-check',
        'false',
        '--gas-snapshot-emit',
        'false',
        '--no-match-test',
        measuring,
        ...pass,
      ],
      {
        cwd: copy,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        timeout: 900_000,
        env: {
          ...process.env,
          SOLC_ANSWERS: answers,
          FOUNDRY_OPTIMIZER: 'false',
          FOUNDRY_FUZZ_RUNS: '32',
          FOUNDRY_INVARIANT_RUNS: '4',
        },
      },
    )
    const failed = /\[FAIL[^\n]*?\] (\w+)/.exec(stdout)
    if (failed) return failed[1]
    if (error) return error.message
    if (status !== 0) return `forge\n${stdout.slice(-2000)}`
  }
  return undefined
}

function passesOf(path: string): string[][] {
  const near = nearest.find(([part]) => part.test(path))?.[1] ?? ''
  return [
    ['--match-contract', near],
    ['--no-match-contract', `${near}|Invariants`],
    // Without those in hostile tokens: the same campaign, four times as long.
    ['--match-contract', '(Market|Bond|Registry)Invariants'],
  ]
}

const all = prepare()
const results: Record<string, string> = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : {}
const checks = all
  .filter(({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)))
  .filter(({ name }) => !values.survivors || results[name] === 'SURVIVED')
if (values.list) {
  for (const { path, line, name } of checks) console.log(`${path}:${line}  ${name}`)
  process.exit()
}
const names = new Set(all.map(({ name }) => name))
for (const name of Object.keys(results)) if (!names.has(name)) delete results[name]
const stale = Object.keys(equivalent).filter((name) => !names.has(name))
if (stale.length > 0) throw new Error(`No such checks: ${stale.join(', ')}.`)

const broken = killerOf(0, [['--no-match-contract', 'TokenInvariants']])
if (broken) {
  console.error(`With all checks in force, ${broken} fails.`)
  process.exit(1)
}
const table = new Table({ head: ['check', 'killed by'] })
let killed = 0
const unexplained: Check[] = []
for (const [index, check] of checks.entries()) {
  const { name, path, number } = check
  const killer = killerOf(number, passesOf(path))
  const reason = equivalent[name]
  results[name] = killer ?? 'SURVIVED'
  writeFileSync(resultsFile, JSON.stringify(results, null, 2))
  if (killer !== undefined) killed++
  else if (!reason) unexplained.push(check)
  const verdict = killer ?? (reason ? `equivalent: ${reason}` : 'SURVIVED')
  console.error(`${index + 1}/${checks.length}  src/${path}:${check.line}  ${name.slice(path.length + 1)}  ${verdict}`)
  table.push([name, verdict])
}
console.log(table.toString())
console.log(
  `${checks.length} mutants: ${killed} killed, ${checks.length - killed - unexplained.length} equivalent, ${unexplained.length} survived.`,
)
process.exitCode = unexplained.length > 0 ? 1 : 0
