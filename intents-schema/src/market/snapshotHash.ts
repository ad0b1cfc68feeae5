import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { Snapshot } from './Snapshot.ts'

const snapshotParameters = [
  { type: 'uint256' },
  { type: 'bytes32' },
  { type: 'uint256' },
  { type: 'uint256' },
  { type: 'uint256' },
  { type: 'uint256' },
  {
    type: 'tuple[]',
    components: [
      { name: 'id', type: 'bytes32' },
      { name: 'gpus', type: 'uint256[]' },
      { name: 'sold', type: 'uint256[]' },
    ],
  },
] as const

/** Binds everything an auction decides on. A pool's terms are bound by its id. */
export function snapshotHash(snapshot: Snapshot): Hex {
  return keccak256(
    encodeAbiParameters(snapshotParameters, [
      snapshot.blockNumber,
      snapshot.blockHash,
      snapshot.timestamp,
      snapshot.slotSeconds,
      snapshot.firstSlot,
      BigInt(snapshot.slotCount),
      snapshot.pools.map(({ id, slots }) => ({
        id,
        gpus: slots.map(({ gpus }) => BigInt(gpus)),
        sold: slots.map(({ sold }) => sold),
      })),
    ]),
  )
}
