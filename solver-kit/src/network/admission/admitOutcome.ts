import { awardTypedData, outcomeHash, outcomeTypedData, type SignedOutcome } from '@walras/intents-schema'
import { hashTypedData } from 'viem'
import { networkLimits } from '../networkLimits.ts'
import { type Admission, type Admitted, ignore, reject } from './Admission.ts'
import { checkAuctioneer } from './checkAuctioneer.ts'

/** Decides on a decoded outcome. The signature binds the outcome by its hash. @throws {@link WalrasError}. */
export async function admitOutcome(admission: Admission, signed: SignedOutcome): Promise<Admitted<SignedOutcome>> {
  const { deployment, auctions } = admission
  const { outcome, signature, award } = signed
  const { auctionHash } = outcome

  // [REJECT] outcome/wrong-award: an award for another auction.
  if (award && award.award.auctionHash !== auctionHash)
    reject('outcome/wrong-award', 'The award belongs to another auction than the outcome.', {
      auctionHash,
      awarded: award.award.auctionHash,
    })

  // [IGNORE] outcome/known, outcome/too-many: fail-over makes several outcomes of one auction, but not that many.
  // The award is part of the name: the same decision can be awarded again with a later expiry.
  const hash = outcomeHash(outcome)
  const name = award ? hashTypedData(awardTypedData(deployment, award.award)) : hash
  const seen = auctions.get(auctionHash)?.outcomes
  if (seen?.has(name)) ignore('outcome/known', 'The outcome is already known.', { outcomeHash: hash })
  if (seen && seen.size >= networkLimits.outcomesPerAuction)
    ignore('outcome/too-many', 'The auction has all the outcomes it can have.', { auctionHash })

  await checkAuctioneer(
    admission,
    'outcome',
    hashTypedData(outcomeTypedData(deployment, { auctionHash, outcomeHash: hash })),
    signature,
  )
  if (award)
    await checkAuctioneer(admission, 'award', hashTypedData(awardTypedData(deployment, award.award)), award.signature)

  const record = auctions.open(auctionHash)
  if (record.outcomes.has(name)) ignore('outcome/known', 'The outcome is already known.', { outcomeHash: hash })
  record.outcomes.set(name, signed)
  if (award) {
    record.awards.set(award.award.batchHash, award)
    auctions.announce(award.award.batchHash)
  }
  return { id: hash, value: signed }
}
