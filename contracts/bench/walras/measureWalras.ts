import { permit2Address } from '@walras/intents-schema'
import { type Call, type Chain, execute, maxTransactionGas, send } from '../chain.ts'
import { executionGas } from '../trace.ts'
import { fund, trader } from '../traders.ts'
import { deployWalras, slotSeconds } from './deployWalras.ts'
import { openPools } from './openPools.ts'
import { type Profile, profileCall } from './profile.ts'
import { signBatch } from './signBatch.ts'

/** Gas of one settlement of each kind, as its receipt says. */
export interface ColdAndWarm {
  cold: bigint
  warm: bigint
}

export interface WalrasMeasured {
  gas: Map<number, ColdAndWarm>
  /** Of the warm settlements of the sizes that were to be profiled. */
  profiles: Map<number, Profile>
  lostRace: bigint
}

/** Pools that a batch buys from. */
export const poolsOf = (intents: number): number => Math.min(intents, 2)

/**
 * Settles one batch of each size twice. Cold: buyers who never traded, a pool slot that never sold. Warm: the same buyers
 * with the next bit of their nonce word, the same pool slots. Then relays the last batch once more.
 */
export async function measureWalras(
  chain: Chain,
  sizes: readonly number[],
  progress: (what: string) => void,
  profiled: readonly number[] = [],
): Promise<WalrasMeasured> {
  const market = await deployWalras(chain)
  const { timestamp } = await chain.getBlock()
  const firstSlot = timestamp / slotSeconds + 24n
  const poolIds = await openPools(chain, market, 2, firstSlot, sizes.length)
  const expiryBlock = maxTransactionGas

  const gas = new Map<number, ColdAndWarm>()
  const profiles = new Map<number, Profile>()
  let last: Call | undefined
  for (const [index, size] of sizes.entries()) {
    progress(`Walras, ${size} intents`)
    const buyers = Array.from({ length: size }, (_, buyer) => trader(`walras ${size}`, buyer))
    for (const { address } of buyers) await fund(chain, market.token, address, permit2Address)
    const plan = { buyers, poolIds: poolIds.slice(0, poolsOf(size)), slot: firstSlot + BigInt(index), expiryBlock }
    // Bits 0 and 1 of word 7.
    const first = await signBatch(market, { ...plan, name: `cold ${size}`, nonce: 7n << 8n })
    last = await signBatch(market, { ...plan, name: `warm ${size}`, nonce: (7n << 8n) + 1n })
    const cold = await execute(chain, first)
    if (profiled.includes(size)) profiles.set(size, await profileCall(chain, last))
    const again = await execute(chain, last)
    gas.set(size, { cold: cold.gasUsed, warm: again.gasUsed })
  }
  if (!last) throw new Error('Nothing to measure.')
  progress('a lost race')
  const { status } = await send(chain, last)
  if (status !== 'reverted') throw new Error('A batch settled twice.')
  return { gas, profiles, lostRace: await executionGas(chain, last) }
}
