#!/usr/bin/env node
import { WalrasError } from '@walras/intents-schema'
import { addMarketOptions } from '@walras/solver-kit'
import { Command, InvalidArgumentError, Option } from 'commander'
import { replay } from './cli/replay.ts'
import { keyVariable, run } from './cli/run.ts'

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}

const collect = (value: string, previous: string[]): string[] => [...previous, value]
const time = whole(1, 3_600_000)

/** Failures that another attempt with the same options would only repeat. */
const misuse = ['auctioneer/', 'key/', 'option/', 'market-file/', 'market/other-settlement']

/** Ends the process with a sentence: 2 when the options are wrong, else 1. */
function fail(error: unknown): never {
  const known = error instanceof WalrasError
  process.stderr.write(known ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`)
  process.exit(known && misuse.some((prefix) => error.code.startsWith(prefix)) ? 2 : 1)
}

const program = addMarketOptions(new Command('pnpm auctioneer'))
  .description(`Runs the auctions of a Walras market. The key comes from --key-file or ${keyVariable}.`)
  .enablePositionalOptions()
  .option('--key-file <path>', "file with the auctioneer's private key, 32 bytes of hex")
  .option('--listen <multiaddr>', 'address to listen on; repeat for more', collect, [])
  .option('--data-dir <path>', 'where intents and rounds are kept (default: in memory)')
  .option('--records <path>', 'folder to write the record of every decided round to, as JSON for "replay"')
  .option('--commit-ms <ms>', 'time for commitments after the cut', time, 1000)
  .option('--reveal-ms <ms>', 'time for bids after that', time, 500)
  .option('--interval-ms <ms>', 'least time between two cuts, and from the first intent to a cut', time, 1000)
  .option('--idle-seconds <s>', 'longest wait before an auction without a winner is repeated', whole(1, 86_400), 10)
  .option('--settle-blocks <n>', 'blocks an award stays good', whole(1, 1000), 12)
  .option('--settle-seconds <s>', 'slots that start this soon after the cut are not traded', whole(0, 86_400), 30)
  .option(
    '--max-intents <n>',
    'most intents in one auction; who has been in the fewest goes first',
    whole(1, 7168),
    1000,
  )
  .option('--poll-ms <ms>', 'how often the chain is asked for news', time, 500)
  .addOption(
    new Option('--log-level <level>').choices(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  )
  .addOption(new Option('--log-format <format>').choices(['pretty', 'json']).default('pretty'))
  .action(async ({ listen, ...options }) =>
    run({ ...options, listen: listen.length > 0 ? listen : ['/ip4/127.0.0.1/tcp/0'] }),
  )

program
  .command('replay')
  .description('Decides a recorded auction again; exit code 1 if the auctioneer decided differently.')
  .argument('<record>', 'record file, or the hash of an auction in --data-dir')
  .option('--data-dir <path>', 'where the rounds are kept')
  .option('--explain <intentId>', 'also say what became of this intent, and why')
  .action(async (record, options) => {
    process.stdout.write(`${await replay(record, options)}\n`)
  })

try {
  await program.parseAsync()
} catch (error) {
  fail(error)
}
// A replay leaves nothing behind, but an auctioneer's worker threads would hold the process for a while.
process.exit(0)
