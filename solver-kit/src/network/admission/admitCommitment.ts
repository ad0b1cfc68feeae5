import { type BidCommitment, commitmentTypedData, type SignedBidCommitment, wireLimits } from '@walras/intents-schema'
import { hashTypedData, isAddressEqual } from 'viem'
import type { AuctionRecord } from '../AuctionBook.ts'
import { type Admission, type Admitted, ignore, type Origin, orIgnore, reject } from './Admission.ts'
import { commitmentKey } from './admitBid.ts'

/** Decides on a decoded bid commitment. @throws {@link WalrasError} with the reason. */
export async function admitCommitment(
  admission: Admission,
  signed: SignedBidCommitment,
  origin: Origin,
): Promise<Admitted<SignedBidCommitment>> {
  const { deployment, auctions, workers, isSolver } = admission
  const { commitment, signature } = signed

  // [IGNORE] commitment/unknown-auction: its auction may still be on its way, or long gone.
  if (!auctions.get(commitment.auctionHash)?.signed) await auctions.waitFor(commitment.auctionHash, origin.peer)
  const record = auctions.get(commitment.auctionHash)
  if (!record?.signed)
    return ignore('commitment/unknown-auction', 'The commitment is for an auction that is not known here.', {
      auctionHash: commitment.auctionHash,
    })
  checkPlace(record, commitment)

  // [REJECT] commitment/bad-signature.
  const digest = hashTypedData(commitmentTypedData(deployment, commitment))
  const signer = await orIgnore('commitment/unchecked', workers.recoverSigner('round', digest, signature))
  if (signer === undefined || !isAddressEqual(signer, commitment.solver))
    reject(
      'commitment/bad-signature',
      `The commitment is signed by ${signer ?? 'nobody'}, not by ${commitment.solver}.`,
      {
        solver: commitment.solver,
        signer: signer ?? '',
      },
    )

  // [IGNORE] commitment/not-a-solver: registration can change.
  if (isSolver && !(await orIgnore('commitment/unchecked', isSolver(commitment.solver))))
    ignore('commitment/not-a-solver', `${commitment.solver} is not a registered solver.`, { solver: commitment.solver })

  checkPlace(record, commitment)
  record.commitments.set(commitment.solver, signed)
  auctions.announce(commitmentKey(commitment))
  return { id: commitment.bidHash, value: signed }
}

/** [IGNORE] commitment/known, /second, /too-many: peers may have seen others first. */
function checkPlace({ commitments }: AuctionRecord, { solver, bidHash }: BidCommitment): void {
  const earlier = commitments.get(solver)
  if (earlier?.commitment.bidHash === bidHash)
    ignore('commitment/known', 'The commitment is already known.', { solver })
  if (earlier) ignore('commitment/second', `${solver} has already committed to another bid.`, { solver })
  if (commitments.size >= wireLimits.bids)
    ignore('commitment/too-many', `The auction has all the ${wireLimits.bids} commitments it can have.`, { solver })
}
