import { join } from 'node:path'
import type { Bid } from '@walras/intents-schema'
import type { Logger } from 'pino'
import { createWalletClient, http, type PrivateKeyAccount, type PublicClient } from 'viem'
import type { MarketFile } from '../solver/marketFile.ts'
import { answerChallenges } from './answerChallenges.ts'
import type { BidStore, KeptBid } from './BidStore.ts'
import { createFileBidStore } from './createFileBidStore.ts'
import { createMemoryBidStore } from './createMemoryBidStore.ts'
import { readChallengeTerms } from './readChallengeTerms.ts'

/** What keeps a solver's bond safe while it runs. */
export interface Bond {
  bids: BidStore
  /** Whether challenges are answered: only then must a bid fit a transaction. */
  isWatched: boolean
  /** Keeps a bid for as long as it can be demanded. To be awaited before its commitment is published. */
  remember(bid: Bid, times: Pick<KeptBid, 'commitByMs' | 'revealByMs'>): Promise<void>
  /** Ends the watch and says until when somebody should watch again. */
  close(): Promise<void>
}

export interface OpenBondParameters {
  client: PublicClient
  account: PrivateKeyAccount
  market: Pick<MarketFile, 'rpc' | 'settlement' | 'revealChallenge'>
  stateDir?: string
  logger: Logger
}

/** Beyond the contract's windows: its clock is the chain's, not ours. Where no contract is named, for restarts. */
const slackMs = 3_600_000

/**
 * Opens the store of bids and, where the market names its RevealChallenge contract, watches for challenges.
 *
 * @throws {@link WalrasError} `reveal-challenge/other-market`, or the error of the chain or the file system.
 */
export async function openBond({ client, account, market, stateDir, logger }: OpenBondParameters): Promise<Bond> {
  const { address: solver } = account
  const { revealChallenge } = market
  const terms = revealChallenge && (await readChallengeTerms(client, revealChallenge, market))
  const keepMs = slackMs + (terms ? Number(terms.challengeSeconds + terms.answerSeconds) * 1000 : 0)
  const bids =
    stateDir === undefined
      ? createMemoryBidStore()
      : await createFileBidStore(join(stateDir, `bids-${solver.toLowerCase()}.jsonl`), {
          onDamage: (line) => logger.error({ stateDir, line }, 'a kept bid is damaged on the disk and lost'),
        })
  const ending = new AbortController()
  const watching = revealChallenge
    ? answerChallenges({
        client,
        wallet: createWalletClient({ account, transport: http(market.rpc) }),
        revealChallenge,
        solver,
        bids,
        signal: ending.signal,
        log: logger,
      })
    : undefined
  if (revealChallenge) logger.info({ revealChallenge, ...terms }, 'challenges are answered')
  else logger.debug('no RevealChallenge contract is named: challenges are not watched')

  return {
    bids,
    isWatched: revealChallenge !== undefined,
    remember: (bid, times) => bids.remember({ ...times, bid, keepUntilMs: times.revealByMs + keepMs }),
    async close() {
      ending.abort()
      await watching
      const untilMs = bids.keepsUntilMs()
      if (revealChallenge && untilMs !== undefined)
        logger.warn(
          { until: new Date(untilMs).toISOString(), solver, stateDir },
          stateDir === undefined
            ? 'these bids were kept in memory only: a challenge until then cannot be answered any more. Use --state-dir'
            : 'bids can be challenged until then: start again with the same key and --state-dir soon enough to answer',
        )
      await bids.close()
    },
  }
}
