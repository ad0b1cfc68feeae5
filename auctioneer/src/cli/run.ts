import { WalrasError } from '@walras/intents-schema'
import { readMarketFile } from '@walras/solver-kit'
import { type Address, type Hex, isAddress } from 'viem'
import { createAuctioneer } from '../createAuctioneer.ts'
import { createLogger } from './createLogger.ts'
import { logRounds } from './logRounds.ts'
import { readKey } from './readKey.ts'
import { StatusLine } from './StatusLine.ts'
import { writeRecord } from './writeRecord.ts'

/** The options of `pnpm auctioneer`, as commander gives them. */
export interface RunOptions {
  rpc?: string
  settlement?: string
  lens?: string
  market?: string
  keyFile?: string
  listen: string[]
  bootstrap: string[]
  dataDir?: string
  records?: string
  commitMs: number
  revealMs: number
  intervalMs: number
  idleSeconds: number
  settleBlocks: number
  settleSeconds: number
  maxIntents: number
  maxGas: number
  pollMs: number
  logLevel: string
  logFormat: 'pretty' | 'json'
}

function address(name: string, given: string | undefined): Address {
  if (given !== undefined && isAddress(given)) return given
  const message = given === undefined ? `Say --${name}, or --market.` : `--${name} ${given} is no address.`
  throw new WalrasError({ code: 'auctioneer/bad-option', message, facts: { option: name } })
}

function marketOf({ market, rpc, settlement, lens }: RunOptions): { rpc: string; settlement: Address; lens: Address } {
  const file = market === undefined ? undefined : readMarketFile(market)
  const url = rpc ?? file?.rpc
  if (url === undefined)
    throw new WalrasError({
      code: 'auctioneer/bad-option',
      message: 'Say --rpc, or --market.',
      facts: { option: 'rpc' },
    })
  return {
    rpc: url,
    settlement: address('settlement', settlement ?? file?.settlement),
    lens: address('lens', lens ?? file?.lens),
  }
}

/** Runs an auctioneer until the process is told to stop. Prints one line of JSON on stdout when it is ready. */
export async function run(options: RunOptions): Promise<void> {
  const privateKey: Hex = readKey(options.keyFile, process.env)
  const status = process.stderr.isTTY && options.logFormat === 'pretty' ? new StatusLine(process.stderr) : undefined
  const log = createLogger({
    level: options.logLevel,
    format: options.logFormat,
    destination: status?.above() ?? process.stderr,
  })
  const { records, listen, bootstrap, dataDir, idleSeconds } = options
  const auctioneer = await createAuctioneer({
    ...options,
    ...marketOf(options),
    privateKey,
    listen,
    bootstrap,
    ...(dataDir !== undefined && { dataDir }),
    idleMs: idleSeconds * 1000,
    maxGas: BigInt(options.maxGas),
    logger: log,
  })
  logRounds(auctioneer, log, status)
  if (records !== undefined)
    auctioneer.events.on('round', (state) => writeRecord(records, auctioneer.deployment, state))

  const stop = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.resolve())
  const { multiaddrs, peerId } = auctioneer
  process.stdout.write(`${JSON.stringify({ ready: true, multiaddrs, peerId })}\n`)
  try {
    await Promise.race([stop.promise, auctioneer.ended])
  } finally {
    log.info('stopping')
    await auctioneer.stop()
    status?.clear()
  }
}
