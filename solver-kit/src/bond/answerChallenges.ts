import { setTimeout as delay } from 'node:timers/promises'
import { revealChallengeAbi } from '@walras/intents-schema'
import type { Logger } from 'pino'
import { type Address, BaseError, formatEther, type Hex, type PublicClient } from 'viem'
import type { BidStore } from './BidStore.ts'
import { type ChallengeTerms, readChallengeTerms } from './readChallengeTerms.ts'
import { type Challenge, createChallengeScan } from './scanChallenges.ts'
import { type AnswerWallet, type SentAnswer, sendAnswer } from './sendAnswer.ts'

export interface AnswerChallengesParameters {
  client: PublicClient
  /** Sends the answers and pays their gas. Anyone's: the deposit is the solver's all the same. */
  wallet: AnswerWallet
  revealChallenge: Address
  solver: Address
  bids: Pick<BidStore, 'find'>
  /** Ends the watch. */
  signal: AbortSignal
  log: Logger
  /** How often to look. Default 5 seconds: there are hours to answer. */
  pollMs?: number
}

/** As `ChallengeStatus` on chain. */
const open = 1
const answered = 2
/** Longest pause after errors. */
const maxBackoffMs = 60_000

interface Pending {
  challenge: Challenge
  sent?: SentAnswer
  /** The transaction that answered it. Kept until the chain says so too: a lagging node may not yet. */
  answeredIn?: Hex
  isUnknown?: true
}

const sentence = (error: unknown): string =>
  error instanceof BaseError ? error.shortMessage : error instanceof Error ? error.message : String(error)

/**
 * Publishes the bids that are demanded of a solver on chain, so that it keeps its bond and gains the challenger's
 * deposit: those demanded from now on, and those that were demanded while nobody watched and are still open. Goes on
 * until the signal aborts; a chain that does not answer is asked again, less and less often.
 *
 * @example
 * ```ts
 * const watch = new AbortController()
 * const watching = answerChallenges({ client, wallet, revealChallenge, solver, bids, signal: watch.signal, log })
 * ```
 */
export async function answerChallenges({
  client,
  wallet,
  revealChallenge,
  solver,
  bids,
  signal,
  log,
  pollMs = 5000,
}: AnswerChallengesParameters): Promise<void> {
  const pending = new Map<string, Pending>()
  let terms: ChallengeTerms | undefined
  let scan: ReturnType<typeof createChallengeScan> | undefined
  let hasGas: boolean | undefined

  async function look(): Promise<void> {
    terms ??= await readChallengeTerms(client, revealChallenge)
    scan ??= createChallengeScan({ client, revealChallenge, solver, answerSeconds: terms.answerSeconds })
    await checkGas()
    const head = await client.getBlock()
    await scan(head, (challenge) => {
      const { challengeId } = challenge
      if (pending.has(challengeId) || challenge.answerBy < head.timestamp) return
      pending.set(challengeId, { challenge })
    })
    // The one that is due first goes first; one that fails does not keep the others waiting.
    const due = [...pending.values()].sort((a, b) => Number(a.challenge.answerBy - b.challenge.answerBy))
    const errors: unknown[] = []
    for (const entry of due)
      await settle(entry, terms, head.timestamp).catch((error: unknown) => {
        if (signal.aborted) return
        const { challengeId, answerBy } = entry.challenge
        log.error(
          { challenge: challengeId, answerBy, wallet: wallet.account.address, reason: sentence(error) },
          'a challenge could not be answered yet; trying again. Does the key have native token for gas?',
        )
        errors.push(error)
      })
    if (errors.length > 0) throw errors[0]
  }

  async function checkGas(): Promise<void> {
    const { address } = wallet.account
    const before = hasGas
    hasGas = (await client.getBalance({ address })) > 0n
    if (!hasGas && before !== false)
      log.warn(
        { wallet: address },
        'this key has no native token: it could not pay for an answer to a challenge. Send it some',
      )
  }

  async function settle(entry: Pending, { deposit, penalty }: ChallengeTerms, nowSeconds: bigint): Promise<void> {
    const { auctionHash, challengeId, bidHash, challenger, answerBy } = entry.challenge
    const facts = { challenge: challengeId, auction: auctionHash, bidHash, challenger, answerBy }
    const [status] = await client.readContract({
      address: revealChallenge,
      abi: revealChallengeAbi,
      functionName: 'challengeOf',
      args: [challengeId],
    })
    // None: reorganized away. It is found again if it comes back.
    if (status !== open) {
      pending.delete(challengeId)
      if (status === answered && entry.isUnknown) log.info(facts, 'somebody else answered the challenge for us')
      if (status > answered) log.error({ ...facts, penalty }, 'a challenge was not answered: the bond has been slashed')
      return
    }
    if (answerBy < nowSeconds) {
      pending.delete(challengeId)
      log.error({ ...facts, penalty }, 'too late for an answer to this challenge: it can be closed and fined')
      return
    }
    const bid = await bids.find(bidHash)
    if (!bid) {
      if (!entry.isUnknown)
        log.error(
          { ...facts, penalty },
          'CHALLENGED FOR A BID THAT IS NOT KEPT HERE: unless it is answered in time, the bond is slashed. Start with the --state-dir of when it was made; did another process bid under this key, or has the key been stolen?',
        )
      entry.isUnknown = true
      return
    }
    if (!entry.sent) log.warn({ ...facts, deposit }, 'challenged to show a bid: publishing it on chain')
    const { sent } = entry
    const receipt = await sendAnswer({
      client,
      wallet,
      revealChallenge,
      bid,
      earlier: sent,
      onSent: (now) => {
        entry.sent = now
      },
      signal,
    })
    if (!receipt) {
      log.warn(
        { ...facts, transactions: entry.sent?.hashes },
        'the answer is not mined yet; sending it with a higher fee',
      )
      return
    }
    const { transactionHash, gasUsed, effectiveGasPrice } = receipt
    const cost = { transaction: transactionHash, gasUsed, costInNativeToken: formatEther(gasUsed * effectiveGasPrice) }
    if (receipt.status !== 'success') {
      delete entry.sent
      log.error({ ...facts, ...cost }, 'the answer reverted; looking again')
    } else if (entry.answeredIn !== transactionHash) {
      entry.answeredIn = transactionHash
      log.info({ ...facts, ...cost, deposit }, 'challenge answered: the bond is safe and the deposit is ours')
    }
  }

  let pauseMs = pollMs
  while (!signal.aborted) {
    try {
      await look()
      pauseMs = pollMs
    } catch (error) {
      if (signal.aborted) return
      pauseMs = Math.min(2 * pauseMs, maxBackoffMs)
      log.warn({ revealChallenge, reason: sentence(error), againInMs: pauseMs }, 'looking for challenges failed')
    }
    await delay(pauseMs, undefined, { signal }).catch(() => {})
  }
}
