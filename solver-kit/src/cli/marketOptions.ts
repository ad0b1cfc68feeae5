import { existsSync } from 'node:fs'
import { WalrasError } from '@walras/intents-schema'
import type { Command } from 'commander'
import { isAddress } from 'viem'
import { defaultMarketFile, type MarketFile, readMarketFile } from '../solver/marketFile.ts'

/** How a command line says which market it means. */
export interface MarketOptions {
  market?: string
  rpc?: string
  settlement?: string
  lens?: string
  revealChallenge?: string
  bootstrap: string[]
}

const collect = (value: string, previous: string[]): string[] => [...previous, value]

/** Adds the options that say which market is meant. */
export function addMarketOptions(command: Command): Command {
  return command
    .option('--market <file>', `market file with all of the below (default: ${defaultMarketFile}, if it exists)`)
    .option('--rpc <url>', 'JSON-RPC URL of the chain')
    .option('--settlement <address>', 'settlement contract')
    .option('--lens <address>', 'lens contract')
    .option('--bootstrap <multiaddr>', 'node to stay connected to; repeat for more', collect, [])
}

/**
 * The market that the options mean: single options go before the file.
 *
 * @throws {@link WalrasError} `market-file/…`, or `option/…` that says what is missing.
 */
export function readMarketOptions(options: MarketOptions): MarketFile {
  const path = options.market ?? (existsSync(defaultMarketFile) ? defaultMarketFile : undefined)
  const file: Partial<MarketFile> = path === undefined ? {} : readMarketFile(path)
  const required = (name: 'rpc' | 'settlement' | 'lens'): string => {
    const value = options[name] ?? file[name]
    if (value !== undefined) return value
    throw new WalrasError({
      code: 'option/missing',
      message: `Which market? Say --market FILE or --${name}. "pnpm demo --keep" starts a market and writes ${defaultMarketFile}.`,
      facts: { option: name },
    })
  }
  const toAddress = (name: string, value: string) => {
    if (isAddress(value)) return value
    throw new WalrasError({
      code: 'option/malformed',
      message: `--${name} ${value} is not an address.`,
      facts: { option: name },
    })
  }
  const revealChallenge = options.revealChallenge ?? file.revealChallenge
  return {
    rpc: required('rpc'),
    settlement: toAddress('settlement', required('settlement')),
    lens: toAddress('lens', required('lens')),
    bootstrap: options.bootstrap.length > 0 ? options.bootstrap : (file.bootstrap ?? []),
    ...(revealChallenge !== undefined && { revealChallenge: toAddress('reveal-challenge', revealChallenge) }),
  }
}
