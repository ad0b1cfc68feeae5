import { readFileSync } from 'node:fs'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { decodeBid, encodeBid } from '../wire/bid.ts'
import { fromJson } from '../wire/json.ts'
import { bidHash, certificateHash } from './bidHash.ts'
import { outcomeHash, unservedHash } from './outcomeHash.ts'

interface Vectors {
  bids: { name: string; bid: unknown; certificateHash: Hex; bidHash: Hex }[]
  outcomes: { name: string; outcome: unknown; unservedHash: Hex; outcomeHash: Hex }[]
}

const { bids, outcomes }: Vectors = JSON.parse(
  readFileSync(new URL('../../vectors/auctions.json', import.meta.url), 'utf8'),
)

describe.each(bids)('golden bid (made by ethers): $name', ({ bid: json, ...golden }) => {
  const bid = fromJson('Bid', json)

  test('hashes', () => {
    expect(certificateHash(bid.certificate)).toBe(golden.certificateHash)
    expect(bidHash(bid)).toBe(golden.bidHash)
  })

  test('behavior: the wire keeps the hash, also of a certificate that says nothing', () => {
    expect(bidHash(decodeBid(encodeBid(bid)))).toBe(golden.bidHash)
  })
})

test('behavior: no two of the bids, nor of the outcomes, have the same hash', () => {
  const hashes = [...bids.map(({ bidHash }) => bidHash), ...outcomes.map(({ outcomeHash }) => outcomeHash)]
  expect(new Set(hashes).size).toBe(hashes.length)
})

describe.each(outcomes)('golden outcome (made by ethers): $name', ({ outcome: json, ...golden }) => {
  const outcome = fromJson('Outcome', json)

  test('hashes', () => {
    expect(unservedHash(outcome.unserved)).toBe(golden.unservedHash)
    expect(outcomeHash(outcome)).toBe(golden.outcomeHash)
  })
})
