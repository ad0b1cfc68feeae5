/**
 * Writes vectors/auctions.json with ethers, an implementation that shares no code with the one under test.
 * Run: node scripts/auctionVectors.ts
 */
import { writeFileSync } from 'node:fs'
import { AbiCoder, keccak256, toUtf8Bytes, ZeroHash } from 'ethers'

const coder = AbiCoder.defaultAbiCoder()
const word = (text: string): string => keccak256(toUtf8Bytes(text))
const solutions =
  'tuple(tuple(uint32,uint32,uint64,uint8,uint256)[],tuple(bytes32,bytes32,uint8,uint64,uint256,uint256)[])[]'
const bidOutcomes = 'tuple(address,bytes32,string,int256,int256,uint256,uint256,string,string)[]'

const product = {
  gpuClass: word('h100-sxm-80gb'),
  region: word('eu-north'),
  tier: 1,
  slot: '497000',
  margin: '1000000',
  maxPrice: '800000000',
}
const solution = {
  fills: [
    { intent: 0, pool: 7, slot: '497000', hardware: 0, units: '3600' },
    { intent: 3, pool: 7, slot: '497000', hardware: 1, units: (2n ** 200n).toString() },
  ],
  products: [product],
}
const base = {
  auctionHash: word('an auction'),
  solver: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  salt: word('salt'),
}
const bids = [
  { name: 'no certificate', bid: { ...base, solutions: [solution] } },
  { name: 'an empty certificate', bid: { ...base, solutions: [solution], certificate: { prices: [], gasPrice: '0' } } },
  {
    name: 'alternatives and a certificate',
    bid: {
      ...base,
      solutions: [solution, { fills: solution.fills.slice(1), products: [] }],
      certificate: { prices: ['512340000', '0', (2n ** 53n - 1n).toString()], gasPrice: '1500' },
    },
  },
].map(({ name, bid }) => {
  const { certificate } = bid as { certificate?: { prices: string[]; gasPrice: string } }
  const certificateHash = certificate
    ? keccak256(coder.encode(['uint256[]', 'uint256'], [certificate.prices, certificate.gasPrice]))
    : ZeroHash
  const list = bid.solutions.map(({ fills, products }) => [
    fills.map(({ intent, pool, slot, hardware, units }) => [intent, pool, slot, hardware, units]),
    products.map((terms) => [terms.gpuClass, terms.region, terms.tier, terms.slot, terms.margin, terms.maxPrice]),
  ])
  const values = [bid.auctionHash, bid.solver, list, certificateHash, bid.salt]
  return {
    name,
    bid,
    certificateHash,
    bidHash: keccak256(coder.encode(['bytes32', 'address', solutions, 'bytes32', 'bytes32'], values)),
  }
})

const won = {
  solver: base.solver,
  bidHash: word('a bid'),
  status: 'won',
  score: '551120000',
  marginal: '-1',
  bound: '552000000',
  solution: 2,
  code: '',
  reason: '',
}
const outcomes = [
  { name: 'nobody bid', outcome: { auctionHash: word('an auction'), total: '0', bound: '0', bids: [], unserved: [] } },
  {
    name: 'a winner with a proof, and two who were not served',
    outcome: {
      auctionHash: word('an auction'),
      total: '551120000',
      bound: '552000000',
      bids: [won, { ...won, bidHash: word('another bid'), status: 'lost', code: 'bid/outscored', reason: 'Ωμέγα' }],
      unserved: [
        { intent: 1, code: 'unserved/no-pool', reason: 'None of 40 pools: 40 another class.' },
        { intent: 999, code: 'unserved/too-expensive', reason: '' },
      ],
    },
  },
].map(({ name, outcome }) => {
  const { auctionHash, total, bound, bids, unserved } = outcome
  const list = unserved.map(({ intent, code, reason }) => [intent, code, reason])
  const unservedHash = keccak256(coder.encode(['tuple(uint256,string,string)[]'], [list]))
  const judged = bids.map((bid) => [
    bid.solver,
    bid.bidHash,
    bid.status,
    bid.score,
    bid.marginal,
    bid.bound,
    bid.solution,
    bid.code,
    bid.reason,
  ])
  const types = ['bytes32', 'uint256', 'uint256', bidOutcomes, 'bytes32']
  return {
    name,
    outcome,
    unservedHash,
    outcomeHash: keccak256(coder.encode(types, [auctionHash, total, bound, judged, unservedHash])),
  }
})

writeFileSync(
  new URL('../vectors/auctions.json', import.meta.url),
  `${JSON.stringify({ bids, outcomes }, undefined, 2)}\n`,
)
