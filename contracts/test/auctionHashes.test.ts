import {
  type Auction,
  auctionHash,
  awardTypedData,
  type Bid,
  type BidStatus,
  bidHash,
  bidStatuses,
  certificateHash,
  commitmentTypedData,
  type Market,
  type Outcome,
  outcomeHash,
  outcomeTypedData,
  type Snapshot,
  snapshotHash,
  snapshotRestHash,
  unservedHash,
} from '@walras/intents-schema'
import { createClient, encodePacked, type Hex, hashTypedData, http, keccak256, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readContract, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auctionHashHarnessBytecode } from '../artifacts/auctionHashHarnessBytecode.ts'
import { type Anvil, startAnvil } from '../devnet/startAnvil.ts'
import { Randomness } from './randomness.ts'

const harnessAbi = parseAbi([
  'struct AuctionHeader { uint256 round; uint256 blockNumber; bytes32 blockHash; bytes32 snapshotHash; uint256 firstSlot; uint256 slotCount; bytes32 intentIdsHash; uint256 commitByMs; uint256 revealByMs; }',
  'struct Fill { uint32 intent; uint32 pool; uint64 slot; uint8 hardware; uint256 units; }',
  'struct ProductTerms { bytes32 gpuClass; bytes32 region; uint8 tier; uint64 slot; uint256 margin; uint256 maxPrice; }',
  'struct Solution { Fill[] fills; ProductTerms[] products; }',
  'struct BidOutcome { address solver; bytes32 bidHash; string status; int256 score; int256 marginal; uint256 bound; uint256 solution; string code; string reason; }',
  'struct Outcome { bytes32 auctionHash; uint256 total; uint256 bound; BidOutcome[] bids; bytes32 unservedHash; }',
  'struct Award { bytes32 auctionHash; bytes32 batchHash; uint256 expiryBlock; }',
  'function auction(address settlement, AuctionHeader header) view returns (bytes32)',
  'function intentIds(bytes32[] ids) pure returns (bytes32)',
  'function snapshot(bytes32[] poolIds, bytes32 restHash) pure returns (bytes32)',
  'function bid(bytes32 auctionHash, address solver, Solution[] solutions, bytes32 certificateHash, bytes32 salt) pure returns (bytes32)',
  'function commitment(address settlement, bytes32 auctionHash, address solver, bytes32 bidHash) view returns (bytes32)',
  'function outcome(address settlement, Outcome decided) view returns (bytes32)',
  'function award(address settlement, Award given) view returns (bytes32)',
])
const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')
const runs = 50

let anvil: Anvil
let address: Hex
const connect = () => createClient({ account, chain: foundry, transport: http(anvil.rpc) })
const harness = () => ({ address, abi: harnessAbi }) as const

beforeAll(async () => {
  anvil = await startAnvil()
  const hash = await sendTransaction(connect(), { to: null, data: auctionHashHarnessBytecode })
  const receipt = await waitForTransactionReceipt(connect(), { hash, pollingInterval: 20 })
  if (!receipt.contractAddress) throw new Error('The harness was not deployed.')
  address = receipt.contractAddress
})
afterAll(() => anvil?.stop())

const drawMarket = (random: Randomness): Market => ({ chainId: foundry.id, settlement: random.address() })

function drawBid(random: Randomness): Bid {
  return {
    auctionHash: random.bytes32(),
    solver: random.address(),
    solutions: random.list(random.index(4), () => ({
      fills: random.list(random.index(5), () => ({
        intent: Number(random.magnitude(32n)),
        pool: Number(random.magnitude(32n)),
        slot: random.magnitude(64n),
        hardware: Number(random.magnitude(8n)),
        units: random.magnitude(256n),
      })),
      products: random.list(random.index(4), () => ({
        gpuClass: random.bytes32(),
        region: random.bytes32(),
        tier: Number(random.magnitude(8n)),
        slot: random.magnitude(64n),
        margin: random.magnitude(256n),
        maxPrice: random.magnitude(256n),
      })),
    })),
    ...(random.index(2) === 1 && {
      certificate: {
        prices: random.list(random.index(5), () => random.magnitude(53n)),
        gasPrice: random.magnitude(53n),
      },
    }),
    salt: random.bytes32(),
  }
}

function drawOutcome(random: Randomness): Outcome {
  return {
    auctionHash: random.bytes32(),
    total: random.magnitude(256n),
    bound: random.magnitude(256n),
    bids: random.list(random.index(5), () => ({
      solver: random.address(),
      bidHash: random.bytes32(),
      status: bidStatuses[random.index(bidStatuses.length)] as BidStatus,
      score: random.between(-(1n << 255n), (1n << 255n) - 1n),
      marginal: random.between(-(1n << 255n), (1n << 255n) - 1n),
      bound: random.magnitude(256n),
      solution: random.index(3),
      code: random.text(),
      reason: random.text(),
    })),
    unserved: random.list(random.index(5), () => ({
      intent: random.index(1000),
      code: random.text(),
      reason: random.text(),
    })),
  }
}

test('behavior: auctionHash equals the contract, and so do the intents in it', async () => {
  const random = new Randomness('auctions')
  for (let i = 0; i < runs; i++) {
    const market = drawMarket(random)
    const auction: Auction = {
      round: random.magnitude(256n),
      blockNumber: random.magnitude(256n),
      blockHash: random.bytes32(),
      snapshotHash: random.bytes32(),
      firstSlot: random.magnitude(256n),
      slotCount: random.magnitude(256n),
      intentIds: random.list(random.index(10), () => random.bytes32()),
      commitByMs: random.magnitude(256n),
      revealByMs: random.magnitude(256n),
    }
    const { intentIds, ...header } = auction
    const intentIdsHash = keccak256(encodePacked(['bytes32[]'], [intentIds]))
    expect(await readContract(connect(), { ...harness(), functionName: 'intentIds', args: [intentIds] })).toBe(
      intentIdsHash,
    )
    expect(
      await readContract(connect(), {
        ...harness(),
        functionName: 'auction',
        args: [market.settlement, { ...header, intentIdsHash }],
      }),
    ).toBe(auctionHash(market, auction))
  }
})

test('behavior: bidHash and the digest of its commitment equal the contract', async () => {
  const random = new Randomness('bids')
  for (let i = 0; i < runs; i++) {
    const market = drawMarket(random)
    const bid = drawBid(random)
    const { auctionHash, solver, solutions, certificate, salt } = bid
    const hash = bidHash(bid)
    expect(
      await readContract(connect(), {
        ...harness(),
        functionName: 'bid',
        args: [auctionHash, solver, solutions, certificateHash(certificate), salt],
      }),
    ).toBe(hash)
    expect(
      await readContract(connect(), {
        ...harness(),
        functionName: 'commitment',
        args: [market.settlement, auctionHash, solver, hash],
      }),
    ).toBe(hashTypedData(commitmentTypedData(market, { auctionHash, solver, bidHash: hash })))
  }
})

test('behavior: the digests of outcomes and awards equal the contract', async () => {
  const random = new Randomness('outcomes')
  for (let i = 0; i < runs; i++) {
    const market = drawMarket(random)
    const outcome = drawOutcome(random)
    const { unserved, ...rest } = outcome
    const decided = {
      ...rest,
      bids: outcome.bids.map((bid) => ({ ...bid, solution: BigInt(bid.solution) })),
      unservedHash: unservedHash(unserved),
    }
    expect(
      await readContract(connect(), {
        ...harness(),
        functionName: 'outcome',
        args: [market.settlement, decided],
      }),
    ).toBe(
      hashTypedData(outcomeTypedData(market, { auctionHash: outcome.auctionHash, outcomeHash: outcomeHash(outcome) })),
    )
    const award = {
      auctionHash: random.bytes32(),
      batchHash: random.bytes32(),
      expiryBlock: random.magnitude(256n),
    }
    expect(
      await readContract(connect(), { ...harness(), functionName: 'award', args: [market.settlement, award] }),
    ).toBe(hashTypedData(awardTypedData(market, award)))
  }
})

test('behavior: snapshotHash equals the contract, from the ids of the pools and the hash of the rest', async () => {
  const random = new Randomness('snapshots')
  for (let i = 0; i < runs; i++) {
    const slots = random.index(5)
    const snapshot: Snapshot = {
      blockNumber: random.magnitude(64n),
      blockHash: random.bytes32(),
      timestamp: random.magnitude(64n),
      slotSeconds: random.magnitude(32n),
      firstSlot: random.magnitude(64n),
      slotCount: slots,
      pools: random.list(random.index(5), () => ({
        id: random.bytes32(),
        operator: random.address(),
        gpuClass: random.bytes32(),
        region: random.bytes32(),
        tier: random.index(4),
        token: random.address(),
        ladder: [],
        slots: random.list(slots, () => ({
          slot: random.magnitude(64n),
          gpus: Number(random.magnitude(32n)),
          sold: random.magnitude(64n),
        })),
      })),
    }
    expect(
      await readContract(connect(), {
        ...harness(),
        functionName: 'snapshot',
        args: [snapshot.pools.map(({ id }) => id), snapshotRestHash(snapshot)],
      }),
    ).toBe(snapshotHash(snapshot))
  }
})
