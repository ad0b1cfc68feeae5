import { WalrasError } from '@walras/intents-schema'
import { createLogger, type MarketOptions, readKey, readMarketOptions } from '@walras/solver-kit'
import type { Hex } from 'viem'
import { createAuctioneer } from '../createAuctioneer.ts'
import { logRounds } from './logRounds.ts'
import { StatusLine } from './StatusLine.ts'
import { writeRecord } from './writeRecord.ts'

/** The options of `pnpm auctioneer`, as commander gives them. */
export interface RunOptions extends MarketOptions {
  keyFile?: string
  listen: string[]
  dataDir?: string
  records?: string
  commitMs: number
  revealMs: number
  intervalMs: number
  idleSeconds: number
  settleBlocks: number
  settleSeconds: number
  maxIntents: number
  pollMs: number
  logLevel: string
  logFormat: 'pretty' | 'json'
}

/** Environment variable that holds the key where there is no key file. */
export const keyVariable = 'WALRAS_AUCTIONEER_KEY'

function requireKey(path: string | undefined): Hex {
  const key = readKey({ path, variable: keyVariable, environment: process.env })
  if (key) return key
  throw new WalrasError({
    code: 'key/missing',
    message: `No key. Put the auctioneer's private key in a file and pass --key-file, or set ${keyVariable}.`,
  })
}

/** Runs an auctioneer until the process is told to stop. Prints one line of JSON on stdout when it is ready. */
export async function run(options: RunOptions): Promise<void> {
  const privateKey = requireKey(options.keyFile)
  const status = process.stderr.isTTY && options.logFormat === 'pretty' ? new StatusLine(process.stderr) : undefined
  const log = createLogger({
    level: options.logLevel,
    format: options.logFormat,
    destination: status?.above() ?? process.stderr,
  })
  const { records, listen, dataDir, idleSeconds } = options
  const auctioneer = await createAuctioneer({
    ...options,
    ...readMarketOptions(options),
    privateKey,
    listen,
    ...(dataDir !== undefined && { dataDir }),
    idleMs: idleSeconds * 1000,
    logger: log,
  })
  logRounds(auctioneer, log, status)
  if (records !== undefined)
    auctioneer.events.on('round', (state) => writeRecord(records, auctioneer.deployment, state))

  const stop = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => stop.resolve())
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
