import { type Bid, bidHash } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import { type Admission, type Admitted, ignore, type Origin, orIgnore } from './Admission.ts'

/** Bids up to here are hashed at once, in a few milliseconds; larger ones in a worker. */
const inlineFills = 128
/** Prices of a certificate that take as long to hash as a fill. */
const pricesPerFill = 5

/** Under which key bids wait for their commitment. */
export const commitmentKey = ({ auctionHash, solver }: { auctionHash: Hex; solver: Address }) =>
  `${auctionHash}/${solver}`

/** Decides on a decoded bid. A bid needs no signature: it opens a signed commitment. @throws {@link WalrasError}. */
export async function admitBid(admission: Admission, bid: Bid, origin: Origin): Promise<Admitted<Bid>> {
  const { auctions, workers, meter } = admission
  const { auctionHash, solver } = bid
  const find = () => auctions.get(auctionHash)?.commitments.get(solver)

  // [IGNORE] bid/no-commitment: the commitment may be on its way, or was dropped by someone in between.
  if (!find()) await auctions.waitFor(commitmentKey(bid), origin.peer)
  const signed = find()
  const record = auctions.get(auctionHash)
  if (!signed || !record)
    return ignore('bid/no-commitment', `${solver} has not committed to a bid in this auction.`, { auctionHash, solver })

  // [IGNORE] bid/known.
  if (record.revealed.has(solver)) ignore('bid/known', `The bid of ${solver} is already known.`, { solver })

  // [IGNORE] peer/rate-limited: large bids that open nothing would keep the workers from honest signatures.
  const fills = bid.solutions.reduce((total, solution) => total + solution.fills.length, 0)
  const isLarge = fills + (bid.certificate?.prices.length ?? 0) / pricesPerFill > inlineFills
  if (isLarge && !meter.has(origin.peer, 'mismatches'))
    ignore('peer/rate-limited', 'This peer sends too many bids that open no commitment.', { peer: origin.peer })

  // [IGNORE] bid/wrong-hash: a solver that commits twice could otherwise make honest relays look bad.
  const hash = isLarge ? await orIgnore('bid/unchecked', workers.bidHash(bid)) : bidHash(bid)
  if (hash !== signed.commitment.bidHash) {
    if (isLarge) meter.take(origin.peer, 'mismatches')
    ignore('bid/wrong-hash', `The bid does not open the commitment of ${solver}.`, {
      solver,
      committed: signed.commitment.bidHash,
      revealed: hash,
    })
  }

  if (record.revealed.has(solver)) ignore('bid/known', `The bid of ${solver} is already known.`, { solver })
  record.revealed.add(solver)
  return { id: hash, value: bid }
}
