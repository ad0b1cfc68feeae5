import { Command } from 'commander'
import type { Anvil } from '../devnet/startAnvil.ts'
import { measure } from './measure.ts'
import { printReport } from './printReport.ts'

interface Options {
  json?: true
  profile?: true
}

const command = new Command('pnpm bench:gas')
  .description(
    'Measures what settling costs: batches of 1 to 200 intents with the contracts as they are compiled now, and the same\n' +
      "number of orders with CoW Protocol's GPv2Settlement, on one private chain.",
  )
  .option('--json', 'print one JSON object on standard output and nothing else')
  .option('--profile', 'also say where the gas of one more intent goes, by function and by contract called')
  .addHelpText('after', '\nExit code: 0 when measured, 1 when it failed, 130 after Ctrl-C.')

let anvil: Anvil | undefined
const { json, profile } = command.parse().opts<Options>()

const interruption = new Promise<undefined>((resolve) => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => resolve(undefined))
})

try {
  const measuring = measure({
    profile: profile === true,
    progress: (what) => process.stderr.write(`${what}\n`),
    onStarted: (started) => {
      anvil = started
    },
  })
  measuring.catch(() => {})
  const report = await Promise.race([measuring, interruption])
  if (!report) process.exitCode = 130
  else if (json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  else printReport(report)
} catch (error) {
  process.stderr.write(`The benchmark failed: ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  await anvil?.stop()
}
// An interrupted run may still wait for a chain that will never answer.
process.exit()
