import { type Hex, hashTypedData } from 'viem'
import type { Market } from '../market/Market.ts'
import { type Auction, type Award, auctionTypes, type BidCommitment } from './Auction.ts'

/** The market's EIP-712 domain: the settlement contract verifies awards under it. */
export function marketDomain({ chainId, settlement }: Market) {
  return { name: 'Walras', version: '1', chainId, verifyingContract: settlement } as const
}

export function auctionTypedData(market: Market, auction: Auction) {
  return { domain: marketDomain(market), types: auctionTypes, primaryType: 'Auction', message: auction } as const
}

export function commitmentTypedData(market: Market, commitment: BidCommitment) {
  return {
    domain: marketDomain(market),
    types: auctionTypes,
    primaryType: 'BidCommitment',
    message: commitment,
  } as const
}

export function outcomeTypedData(market: Market, message: { auctionHash: Hex; outcomeHash: Hex }) {
  return { domain: marketDomain(market), types: auctionTypes, primaryType: 'Outcome', message } as const
}

export function awardTypedData(market: Market, award: Award) {
  return { domain: marketDomain(market), types: auctionTypes, primaryType: 'Award', message: award } as const
}

/** The name of an auction everywhere, on chain too: its EIP-712 digest. Bound to the market by the domain. */
export function auctionHash(market: Market, auction: Auction): Hex {
  return hashTypedData(auctionTypedData(market, auction))
}
