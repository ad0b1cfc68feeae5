import { setTimeout as sleep } from 'node:timers/promises'
import { type Batch, batchHash, type Deployment, type SignedAward } from '@walras/intents-schema'
import { type BatchVerdict, judgeBatch } from '@walras/solver-kit'
import type { Logger } from 'pino'
import {
  type Account,
  type Address,
  type Chain,
  type Hex,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  type Transport,
  type WalletClient,
} from 'viem'
import { findSettlement, readSettlement, type Settlement } from './findSettlement.ts'
import { gasLimit } from './gasLimit.ts'
import { createSender } from './sendBatch.ts'
import { simulateBatch } from './simulateBatch.ts'
import { trialAward } from './trialAward.ts'

/** What the chain did with an award. */
export type SettleResult =
  | ({ status: 'settled' } & Settlement)
  /** It would have reverted, so it was not sent. */
  | { status: 'refused'; reason: string }
  /** With the transaction if it was mined; `passedIn`: the block it reverted in, if it would go through by now. */
  | { status: 'reverted'; transactionHash?: Hex; reason: string; passedIn?: bigint }
  /** It could not even be sent. The award stays good until it expires. */
  | { status: 'unsent'; reason: string }

export interface Settler {
  /**
   * Why the batch would revert now, or `undefined`. Without a signature it is tried as if it was awarded: a batch that is
   * only tried is never signed.
   */
  simulate(batch: Batch, awardSignature?: Hex): Promise<string | undefined>
  /**
   * What the lens says of the batch, or `undefined` when it gives no answer: many nodes limit what a call may take.
   * Without a signature as if it was awarded.
   */
  judge(batch: Batch, awardSignature?: Hex): Promise<BatchVerdict | undefined>
  /**
   * Settles an award, once: sends it unless the auction has settled already, and waits until it is mined or has expired.
   * `signal` ends the waiting, not the transaction.
   */
  settle(batch: Batch, award: SignedAward, signal: AbortSignal): Promise<SettleResult>
}

export interface SettlerParameters {
  client: PublicClient
  wallet: WalletClient<Transport, Chain, Account>
  deployment: Pick<Deployment, 'settlement' | 'lens' | 'auctioneer'>
  log: Logger
}

/**
 * No award is good for more blocks than this, so logs are searched from here. A little more, because an award that
 * replaces another of the same block expires a block after it.
 */
const searchedBlocks = 1100n
const awardedFrom = (expiryBlock: bigint): bigint => (expiryBlock > searchedBlocks ? expiryBlock - searchedBlocks : 0n)

/** Failures to send before giving up: with a second more each time, about ten seconds. */
const sendAttempts = 5

export function createSettler({ client, wallet, deployment, log }: SettlerParameters): Settler {
  const { settlement } = deployment
  const from: Address = wallet.account.address
  const send = createSender(client, wallet, settlement)
  const trial = trialAward(deployment.auctioneer)
  const awardOf = (awardSignature?: Hex) => (awardSignature === undefined ? trial : { awardSignature })

  async function simulate(batch: Batch, awardSignature?: Hex): Promise<string | undefined> {
    const gas = gasLimit(await client.getBlock())
    return simulateBatch(client, { settlement, batch, from, gas, ...awardOf(awardSignature) })
  }

  async function receiptOf(hash: Hex): Promise<TransactionReceipt | undefined> {
    try {
      return await client.getTransactionReceipt({ hash })
    } catch (error) {
      if (error instanceof TransactionReceiptNotFoundError) return undefined
      throw error
    }
  }

  /** Where the award stands, or `undefined` while it may still be mined. */
  async function look(batch: Batch, awardSignature: Hex, hash: Hex): Promise<SettleResult | undefined> {
    const { auctionHash, expiryBlock } = batch
    // Before the receipt: at the last block the transaction may be mined between the two questions.
    const blockNumber = await client.getBlockNumber({ cacheTime: 0 })
    const receipt = await receiptOf(hash)
    if (receipt?.status === 'success') return { status: 'settled', ...readSettlement(receipt.logs, hash, auctionHash) }
    if (!receipt && blockNumber <= expiryBlock) return undefined
    // Anyone may relay an award: ours reverts or never comes when somebody else was faster.
    const found = await findSettlement(client, { settlement, auctionHash, fromBlock: awardedFrom(expiryBlock) })
    if (found) return { status: 'settled', ...found }
    if (!receipt) return { status: 'reverted', reason: `not mined by block ${expiryBlock}` }
    const reason = await simulate(batch, awardSignature)
    return {
      status: 'reverted',
      transactionHash: hash,
      reason: reason ?? 'reverted on chain, for a reason that has passed',
      ...(reason === undefined && { passedIn: receipt.blockNumber }),
    }
  }

  async function attempt<T>(what: string, action: () => Promise<T>): Promise<{ value: T } | { error: Error }> {
    try {
      return { value: await action() }
    } catch (error) {
      log.warn({ err: error }, what)
      return { error: error as Error }
    }
  }

  async function judge(batch: Batch, awardSignature?: Hex): Promise<BatchVerdict | undefined> {
    const judged = await attempt('The lens does not judge the batch.', () =>
      judgeBatch(client, { deployment, batch, from, ...awardOf(awardSignature) }),
    )
    return 'value' in judged ? judged.value : undefined
  }

  return {
    simulate,
    judge,

    async settle(batch, { signature }, signal) {
      const { auctionHash, expiryBlock } = batch
      let hash: Hex | undefined
      for (let failures = 0; ; ) {
        signal.throwIfAborted()
        if (hash === undefined) {
          const fromBlock = awardedFrom(expiryBlock)
          const sent = await attempt('The batch could not be sent.', async () => {
            const found = await findSettlement(client, { settlement, auctionHash, fromBlock })
            return found ?? (await send(batch, signature))
          })
          if ('value' in sent) {
            if (typeof sent.value !== 'string') return { status: 'settled', ...sent.value }
            hash = sent.value
            log.debug({ auctionHash, batchHash: batchHash(batch), transactionHash: hash }, 'batch sent')
            continue
          }
          const reason = await simulateAgain(batch, signature)
          if (reason !== undefined) return { status: 'refused', reason }
          if (++failures >= sendAttempts) return { status: 'unsent', reason: sent.error.message }
          await sleep(failures * 1000, undefined, { signal })
        } else {
          const transactionHash = hash
          const looked = await attempt('The chain does not say what became of the batch.', () =>
            look(batch, signature, transactionHash),
          )
          if ('value' in looked && looked.value) return looked.value
          await sleep(client.pollingInterval, undefined, { signal })
        }
      }
    },
  }

  /** `estimateGas` fails when the batch would revert, but does not say why. */
  async function simulateAgain(batch: Batch, awardSignature: Hex): Promise<string | undefined> {
    const simulated = await attempt('The batch could not be simulated.', () => simulate(batch, awardSignature))
    return 'value' in simulated ? simulated.value : undefined
  }
}
