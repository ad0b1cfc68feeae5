import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { Snapshot } from './Snapshot.ts'

const restParameters = [
  { type: 'uint256' },
  { type: 'bytes32' },
  { type: 'uint256' },
  { type: 'uint256' },
  { type: 'uint256' },
  { type: 'uint256' },
  {
    type: 'tuple[]',
    components: [
      { name: 'gpus', type: 'uint256[]' },
      { name: 'sold', type: 'uint256[]' },
    ],
  },
] as const

/** keccak256(abi.encode(ids of the pools)): what the pool numbers of a bid stand for. */
export function poolIdsHash({ pools }: Pick<Snapshot, 'pools'>): Hex {
  return keccak256(encodeAbiParameters([{ type: 'bytes32[]' }], [pools.map(({ id }) => id)]))
}

/** Hash of everything in a snapshot but the ids of its pools. */
export function snapshotRestHash(snapshot: Snapshot): Hex {
  return keccak256(
    encodeAbiParameters(restParameters, [
      snapshot.blockNumber,
      snapshot.blockHash,
      snapshot.timestamp,
      snapshot.slotSeconds,
      snapshot.firstSlot,
      BigInt(snapshot.slotCount),
      snapshot.pools.map(({ slots }) => ({
        gpus: slots.map(({ gpus }) => BigInt(gpus)),
        sold: slots.map(({ sold }) => sold),
      })),
    ]),
  )
}

/**
 * Binds everything an auction decides on. A pool's terms are bound by its id. In two parts, so that evidence about a bid
 * can name its pools on chain without all they had on offer.
 */
export function snapshotHash(snapshot: Snapshot): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'bytes32' }],
      [poolIdsHash(snapshot), snapshotRestHash(snapshot)],
    ),
  )
}
