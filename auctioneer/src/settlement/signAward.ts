import {
  type Award,
  awardTypedData,
  type Batch,
  batchHash,
  type Market,
  type SignedAward,
} from '@walras/intents-schema'
import type { LocalAccount } from 'viem'

/** Puts the auctioneer's name to a batch: with the signature anyone may settle it, until `batch.expiryBlock`. */
export async function signAward(account: LocalAccount, market: Market, batch: Batch): Promise<SignedAward> {
  const { auctionHash, expiryBlock } = batch
  const award: Award = { auctionHash, batchHash: batchHash(batch), expiryBlock }
  return { award, signature: await account.signTypedData(awardTypedData(market, award)) }
}
