import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { WalrasError } from '@walras/intents-schema'
import { type Address, isAddress } from 'viem'

/** How to reach a running market: all that a solver or a wallet needs. `pnpm demo --keep` writes one. */
export interface MarketFile {
  /** JSON-RPC URL of the chain. */
  rpc: string
  settlement: Address
  lens: Address
  /** libp2p multiaddresses to join by. */
  bootstrap: string[]
  /** Where anyone may demand that a solver publishes a bid it committed to. Without it, nobody answers there. */
  revealChallenge?: Address
}

/** Where the tools look when they are not told otherwise, relative to the workspace. */
export const defaultMarketFile = '.walras/market.json'

function isMarketFile(value: unknown): value is MarketFile {
  if (typeof value !== 'object' || value === null) return false
  const { rpc, settlement, lens, bootstrap, revealChallenge } = value as Record<string, unknown>
  return (
    typeof rpc === 'string' &&
    typeof settlement === 'string' &&
    isAddress(settlement) &&
    typeof lens === 'string' &&
    isAddress(lens) &&
    Array.isArray(bootstrap) &&
    bootstrap.every((address) => typeof address === 'string') &&
    (revealChallenge === undefined || (typeof revealChallenge === 'string' && isAddress(revealChallenge)))
  )
}

/**
 * Reads a market file.
 *
 * @throws {@link WalrasError} `market-file/missing`, `market-file/malformed`.
 */
export function readMarketFile(path: string): MarketFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new WalrasError({
      code: 'market-file/missing',
      message: `No market file at ${path}. Start a market with "pnpm demo --keep", or say --rpc, --settlement, --lens and --bootstrap.`,
      facts: { path },
      cause,
    })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (!isMarketFile(value))
    throw new WalrasError({
      code: 'market-file/malformed',
      message: `${path} is not a market file: it needs rpc, settlement, lens and bootstrap, and revealChallenge must be an address.`,
      facts: { path },
    })
  return value
}

/** Writes a market file, and its folder. */
export function writeMarketFile(path: string, file: MarketFile): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(file, undefined, 2)}\n`)
}
