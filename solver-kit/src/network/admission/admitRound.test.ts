import {
  type Bid,
  encodeBid,
  encodeOutcomeMessage,
  encodeSignedAuction,
  encodeSignedBidCommitment,
  type SettlementReport,
  type SignedAuction,
  type SignedBidCommitment,
  type SignedOutcome,
  wireLimits,
} from '@walras/intents-schema'
import { describe, expect, test } from 'vitest'
import { newAccount } from '../market.fixture.ts'
import { networkLimits } from '../networkLimits.ts'
import { PeerMeter } from '../PeerMeter.ts'
import type { Admission, Origin } from './Admission.ts'
import { refusal, testAdmission } from './admission.fixture.ts'
import { admitMessage } from './admitMessage.ts'
import { bidOf, hashOf, signedAuction, signedOutcome } from './round.fixture.ts'

const peer: Origin = { peer: 'peer', via: 'gossip' }
const send = {
  auction: (to: Admission, signed: SignedAuction) => admitMessage(to, 'auctions', encodeSignedAuction(signed), peer),
  commitment: (to: Admission, signed: SignedBidCommitment, from = peer) =>
    admitMessage(to, 'commitments', encodeSignedBidCommitment(signed), from),
  bid: (to: Admission, bid: Bid) => admitMessage(to, 'bids', encodeBid(bid), peer),
  outcome: (to: Admission, value: SignedOutcome) =>
    admitMessage(to, 'outcomes', encodeOutcomeMessage({ kind: 'outcome', value }), peer),
  settlement: (to: Admission, value: SettlementReport) =>
    admitMessage(to, 'outcomes', encodeOutcomeMessage({ kind: 'settlement', value }), peer),
}

test('default: a whole round is admitted', async () => {
  const admission = testAdmission()
  const auction = await signedAuction()
  const { bid, commitment } = await bidOf(newAccount(), auction)
  const outcome = await signedOutcome(auction)
  expect(await send.auction(admission, auction)).toEqual({ event: 'auction', id: hashOf(auction), value: auction })
  expect(await send.commitment(admission, commitment)).toMatchObject({ event: 'commitment', value: commitment })
  expect(await send.bid(admission, bid)).toEqual({ event: 'bid', id: commitment.commitment.bidHash, value: bid })
  expect(await send.outcome(admission, outcome)).toMatchObject({ event: 'outcome', value: outcome })
})

describe('auctions', () => {
  test('error: not by the auctioneer, known, unsorted, impossible times', async () => {
    const admission = testAdmission()
    const attempt = async (...parameters: Parameters<typeof signedAuction>) =>
      refusal(send.auction(admission, await signedAuction(...parameters)))
    expect(await attempt({}, newAccount())).toBe('reject auction/not-the-auctioneer')
    const id = `0x${'03'.repeat(32)}` as const
    expect(await attempt({ intentIds: [id, id] })).toBe('reject auction/unsorted')
    expect(await attempt({ commitByMs: 2n, revealByMs: 1n })).toBe('reject auction/bad-times')
    const good = await signedAuction()
    expect(await refusal(send.auction(admission, good))).toBe('admitted')
    expect(await refusal(send.auction(admission, good))).toBe('ignore auction/known')
  })
})

describe('commitments', () => {
  test('behavior: one that is faster than its auction waits for it', async () => {
    const admission = testAdmission()
    const auction = await signedAuction()
    const early = refusal(send.commitment(admission, (await bidOf(newAccount(), auction)).commitment))
    await send.auction(admission, auction)
    expect(await early).toBe('admitted')
  })

  test('behavior: one peer cannot make more than a few wait', async () => {
    const admission = testAdmission()
    const { commitment } = await bidOf(newAccount(), await signedAuction())
    const waiting = Array.from({ length: networkLimits.waitersPerPeer }, () =>
      refusal(send.commitment(admission, commitment)),
    )
    expect(await refusal(send.commitment(admission, commitment))).toBe('ignore commitment/unknown-auction')
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['ignore commitment/unknown-auction']))
  })

  test('error: signed by somebody else; a second one; a stranger', async () => {
    const auction = await signedAuction()
    const admission = testAdmission()
    await send.auction(admission, auction)
    const solver = newAccount()
    const forged = await bidOf(solver, auction, { by: newAccount() })
    expect(await refusal(send.commitment(admission, forged.commitment))).toBe('reject commitment/bad-signature')
    const first = await bidOf(solver, auction)
    const second = await bidOf(solver, auction)
    expect(await refusal(send.commitment(admission, first.commitment))).toBe('admitted')
    expect(await refusal(send.commitment(admission, first.commitment))).toBe('ignore commitment/known')
    expect(await refusal(send.commitment(admission, second.commitment))).toBe('ignore commitment/second')
    const strict = testAdmission({ isSolver: async (address) => address === solver.address })
    await send.auction(strict, auction)
    const stranger = await bidOf(newAccount(), auction)
    expect(await refusal(send.commitment(strict, stranger.commitment))).toBe('ignore commitment/not-a-solver')
    expect(await refusal(send.commitment(strict, first.commitment))).toBe('admitted')
  })

  test('error: more than an auction can have', async () => {
    const admission = testAdmission()
    const auction = await signedAuction()
    await send.auction(admission, auction)
    const { commitment } = await bidOf(newAccount(), auction)
    const { commitments } = admission.auctions.open(hashOf(auction))
    for (let at = 0; at < wireLimits.bids; at++) commitments.set(`0x${at.toString(16).padStart(40, '0')}`, commitment)
    expect(await refusal(send.commitment(admission, commitment))).toBe('ignore commitment/too-many')
  })
})

describe('bids', () => {
  test.each([{ fills: 300 }, { prices: 16_384 }])(
    'behavior: opens its commitment once, large ones too: %o',
    async (size) => {
      const admission = testAdmission()
      const auction = await signedAuction()
      await send.auction(admission, auction)
      const { bid, commitment } = await bidOf(newAccount(), auction, size)
      const early = refusal(send.bid(admission, bid))
      await send.commitment(admission, commitment)
      expect(await early).toBe('admitted')
      expect(await refusal(send.bid(admission, bid))).toBe('ignore bid/known')
    },
  )

  const large = [{ fills: 129 }, { fills: 1, prices: 640 }]
  test.each(large)(
    'error: a peer whose large bids open nothing is not hashed for; others still are: %o',
    async (size) => {
      const admission = testAdmission({ meter: new PeerMeter(() => 0) })
      const auction = await signedAuction()
      await send.auction(admission, auction)
      const { bid, commitment } = await bidOf(newAccount(), auction, size)
      await send.commitment(admission, commitment)
      const forged = (at: number) => ({ ...bid, salt: `0x${at.toString(16).padStart(64, '0')}` as const })
      for (let at = 0; at < networkLimits.mismatchBurst; at++)
        expect(await refusal(send.bid(admission, forged(at)))).toBe('ignore bid/wrong-hash')
      expect(await refusal(send.bid(admission, forged(99)))).toBe('ignore peer/rate-limited')
      const other = admitMessage(admission, 'bids', encodeBid(bid), { peer: 'other', via: 'gossip' })
      expect(await refusal(other)).toBe('admitted')
    },
  )

  test('error: no commitment, or another one; the honest bid still passes', async () => {
    const admission = testAdmission()
    const auction = await signedAuction()
    await send.auction(admission, auction)
    const { bid, commitment } = await bidOf(newAccount(), auction)
    expect(await refusal(send.bid(admission, bid))).toBe('ignore bid/no-commitment')
    await send.commitment(admission, commitment)
    const salt = `0x${'00'.repeat(32)}` as const
    expect(await refusal(send.bid(admission, { ...bid, salt }))).toBe('ignore bid/wrong-hash')
    expect(await refusal(send.bid(admission, bid))).toBe('admitted')
  })
})

describe('outcomes and settlements', () => {
  test('behavior: where the chain can be asked, a false report does not take the place of the true one', async () => {
    const transactionHash = `0x${'08'.repeat(32)}` as const
    const admission = testAdmission({ checkSettlement: async (report) => report.transactionHash === transactionHash })
    const outcome = await signedOutcome(await signedAuction())
    await send.outcome(admission, outcome)
    const { auctionHash, batchHash } = outcome.award.award
    const report: SettlementReport = { auctionHash, batchHash, transactionHash, status: 'settled', reason: '' }
    for (let at = 0; at <= networkLimits.reportsPerBatch; at++) {
      const lie = { ...report, transactionHash: `0x${at.toString(16).padStart(64, '0')}` as const }
      expect(await refusal(send.settlement(admission, lie))).toBe('ignore settlement/unconfirmed')
    }
    expect(await refusal(send.settlement(admission, report))).toBe('admitted')
  })

  test('error: forged outcomes and awards', async () => {
    const admission = testAdmission()
    const auction = await signedAuction()
    const outcome = await signedOutcome(auction)
    const byStranger = await signedOutcome(auction, { by: newAccount() })
    expect(await refusal(send.outcome(admission, byStranger))).toBe('reject auction/not-the-auctioneer')
    const awardByStranger = await signedOutcome(auction, { awardBy: newAccount() })
    expect(await refusal(send.outcome(admission, awardByStranger))).toBe('reject auction/not-the-auctioneer')
    const altered = { ...outcome, outcome: { ...outcome.outcome, total: 6n } }
    expect(await refusal(send.outcome(admission, altered))).toBe('reject auction/not-the-auctioneer')
    const { award } = await signedOutcome(await signedAuction())
    expect(await refusal(send.outcome(admission, { ...outcome, award }))).toBe('reject outcome/wrong-award')
  })

  test('behavior: fail-over makes further outcomes, but not without end', async () => {
    const admission = testAdmission()
    const auction = await signedAuction()
    const outcomes = await Promise.all(
      Array.from({ length: networkLimits.outcomesPerAuction + 1 }, (_, at) =>
        signedOutcome(auction, { batch: `0x${at.toString(16).padStart(64, '0')}` }),
      ),
    )
    const results: string[] = []
    for (const outcome of outcomes) results.push(await refusal(send.outcome(admission, outcome)))
    expect(results.pop()).toBe('ignore outcome/too-many')
    expect(new Set(results)).toEqual(new Set(['admitted']))
    expect(await refusal(send.outcome(admission, outcomes[0] as SignedOutcome))).toBe('ignore outcome/known')
  })

  test('behavior: reports about awarded batches, once each', async () => {
    const admission = testAdmission()
    const outcome = await signedOutcome(await signedAuction())
    const { auctionHash, batchHash } = outcome.award.award
    const transactionHash = `0x${'08'.repeat(32)}` as const
    const report: SettlementReport = { auctionHash, batchHash, transactionHash, status: 'settled', reason: '' }
    const early = refusal(send.settlement(admission, report))
    await send.outcome(admission, outcome)
    expect(await early).toBe('admitted')
    expect(await refusal(send.settlement(admission, report))).toBe('ignore settlement/known')
    const again = { ...report, transactionHash: `0x${'0a'.repeat(32)}` as const }
    expect(await refusal(send.settlement(admission, again))).toBe('admitted')
    const other = { ...report, batchHash: `0x${'09'.repeat(32)}` as const }
    expect(await refusal(send.settlement(admission, other))).toBe('ignore settlement/unknown-award')
  })
})
