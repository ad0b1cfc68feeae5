import { setTimeout as delay } from 'node:timers/promises'
import type { Bid } from '@walras/intents-schema'
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
import { answerData } from './answerTransaction.ts'

/** Who pays for answers. */
export type AnswerWallet = WalletClient<Transport, Chain | undefined, Account>

/** What was sent and is not mined yet: to be replaced, not joined by a second one. */
export interface SentAnswer {
  nonce: number
  hashes: Hex[]
}

/** After that a transaction pays too little, and is replaced. */
const patienceMs = 60_000
const pollMs = 1000

export interface SendAnswerParameters {
  client: PublicClient
  wallet: AnswerWallet
  revealChallenge: Address
  bid: Bid
  /** What an earlier attempt left behind. */
  earlier: SentAnswer | undefined
  /** Hears of the transaction before it is waited for, so that the next attempt can replace it. */
  onSent: (sent: SentAnswer) => void
  signal: AbortSignal
}

async function findReceipt(client: PublicClient, hashes: readonly Hex[]): Promise<TransactionReceipt | undefined> {
  for (const hash of hashes) {
    try {
      return await client.getTransactionReceipt({ hash })
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error
    }
  }
  return undefined
}

/**
 * Publishes a bid on chain and waits for it. Undefined when it was not mined within a minute: the next attempt takes its
 * nonce and pays a quarter more.
 *
 * @throws whatever the client throws: no gas money, a challenge that is over, no connection.
 */
export async function sendAnswer({
  client,
  wallet,
  revealChallenge,
  bid,
  earlier,
  onSent,
  signal,
}: SendAnswerParameters): Promise<TransactionReceipt | undefined> {
  const { address } = wallet.account
  const mined = earlier && (await findReceipt(client, earlier.hashes))
  if (mined) return mined
  const isReplacing =
    earlier && (await client.getTransactionCount({ address, blockTag: 'latest' })) <= earlier.nonce
      ? earlier
      : undefined
  const hashes = isReplacing?.hashes ?? []
  const nonce = isReplacing?.nonce ?? (await client.getTransactionCount({ address, blockTag: 'pending' }))
  const fees = await client.estimateFeesPerGas()
  const raised = (fee: bigint): bigint => (fee * BigInt(100 + 25 * hashes.length)) / 100n
  const hash = await wallet.sendTransaction({
    account: wallet.account,
    chain: wallet.chain ?? null,
    to: revealChallenge,
    data: answerData(bid),
    nonce,
    maxFeePerGas: raised(fees.maxFeePerGas),
    maxPriorityFeePerGas: raised(fees.maxPriorityFeePerGas),
  })
  const sent = { nonce, hashes: [hash, ...hashes] }
  onSent(sent)
  const giveUpAt = Date.now() + patienceMs
  for (;;) {
    const receipt = await findReceipt(client, sent.hashes)
    if (receipt || Date.now() > giveUpAt) return receipt
    await delay(pollMs, undefined, { signal })
  }
}
