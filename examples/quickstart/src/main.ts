import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { silentShow } from './report/silentShow.ts'
import { printReport, terminalShow } from './report/terminalShow.ts'
import { runDemo } from './runDemo.ts'

interface Options {
  seed: number
  intents: number
  json?: true
  keep?: true
}

const workspace = fileURLToPath(new URL('../../../', import.meta.url))

function integerBetween(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}

const command = new Command('pnpm demo')
  .description(
    'Runs the whole market on this machine: a private chain with the real contracts, an auctioneer and three solvers as\n' +
      'separate processes, wallets that sign intents, and hostile ones. Then checks everything from the chain.',
  )
  .option(
    '--seed <n>',
    'makes the pools, jobs and wallets; the same seed makes the same market',
    integerBetween(0, 2 ** 31 - 1),
    1,
  )
  .option('--intents <n>', 'how many intents to sign, 1 to 2000', integerBetween(1, 2000), 200)
  .option('--json', 'print one JSON object on standard output and nothing else')
  .option('--keep', 'leave the market running and print how to reach it; Ctrl-C ends it')
  .addHelpText('after', '\nExit code: 0 when every check holds, 1 when one does not, 130 after Ctrl-C.')

const ends: (() => Promise<void>)[] = []
let stopping = false
/** Folder of a market that is not kept. */
let temporary: string | undefined

/** Remembers how to end something; ends it at once when it comes to be while everything ends. */
function onStarted(end: () => Promise<void>): void {
  if (stopping) void end().catch(() => {})
  else ends.push(end)
}

/** Ends what was started, the last first. */
async function stopAll(): Promise<void> {
  stopping = true
  for (const end of ends.splice(0).reverse()) await end().catch(() => {})
}

async function run({ seed, intents, json, keep }: Options): Promise<void> {
  const interrupted = new AbortController()
  const interruption = new Promise<'interrupted'>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const)
      process.on(name, () => {
        interrupted.abort(new Error('Interrupted.'))
        resolve('interrupted')
      })
  })
  const directory = keep ? join(workspace, '.walras') : mkdtempSync(join(tmpdir(), 'walras-'))
  if (!keep) temporary = directory
  const show = json ? silentShow : terminalShow
  const demo = runDemo({
    seed,
    intents,
    keep: keep === true,
    directory,
    signal: interrupted.signal,
    show,
    onStarted,
  })
  demo.catch(() => {})
  const result = await Promise.race([demo, interruption])
  if (result === 'interrupted') {
    process.exitCode = 130
    return
  }
  if (json) process.stdout.write(`${JSON.stringify(result.report, undefined, 2)}\n`)
  else printReport(result.report, directory)
  process.exitCode = result.report.ok ? 0 : 1
  if (keep) {
    show.kept(result.market, directory)
    if (json)
      process.stderr.write(`The market goes on; ${directory}/market.json says how to reach it. Ctrl-C ends it.\n`)
    await Promise.race([result.goOn(), interruption])
    await interruption
  }
}

try {
  await run(command.parse().opts<Options>())
} catch (error) {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  await stopAll()
}
// Logs are for when something went wrong; the auctioneer's database is tens of megabytes.
if (temporary && process.exitCode !== 1) rmSync(temporary, { recursive: true, force: true })
// An interrupted start may still wait for something that will never answer.
process.exit()
