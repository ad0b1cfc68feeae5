import { auctionHash, type SignedAuction } from '@walras/intents-schema'
import { type Admission, type Admitted, ignore, reject } from './Admission.ts'
import { checkAuctioneer } from './checkAuctioneer.ts'

/** Decides on a decoded auction. @throws {@link WalrasError} with the reason. */
export async function admitAuction(admission: Admission, signed: SignedAuction): Promise<Admitted<SignedAuction>> {
  const { deployment, auctions } = admission
  const { auction, signature } = signed

  // [REJECT] auction/unsorted: ids ascend strictly, so none appears twice and everyone means the same by an index.
  for (const [position, id] of auction.intentIds.entries())
    if (position > 0 && (auction.intentIds[position - 1] as string) >= id)
      reject('auction/unsorted', 'The intent ids of an auction must ascend.', { position })

  // [REJECT] auction/bad-times.
  if (auction.commitByMs > auction.revealByMs)
    reject('auction/bad-times', 'Bids cannot be revealed before they are committed.', {
      commitByMs: auction.commitByMs,
      revealByMs: auction.revealByMs,
    })

  // [IGNORE] auction/known.
  const hash = auctionHash(deployment, auction)
  if (auctions.get(hash)?.signed) ignore('auction/known', 'The auction is already known.', { auctionHash: hash })

  await checkAuctioneer(admission, 'auction', hash, signature)

  const record = auctions.open(hash)
  if (record.signed) ignore('auction/known', 'The auction is already known.', { auctionHash: hash })
  record.signed = signed
  auctions.announce(hash)
  return { id: hash, value: signed }
}
