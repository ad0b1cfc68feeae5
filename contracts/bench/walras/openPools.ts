import { type LadderRange, poolId, slugId } from '@walras/intents-schema'
import type { Hex } from 'viem'
import { compiled } from '../artifacts.ts'
import { type Chain, call, deployer, execute } from '../chain.ts'
import type { Walras } from './deployWalras.ts'

/** What the pools of the benchmark sell. */
export const goods = { gpuClass: 'h100-sxm-80gb', region: 'eu-north', tier: 1 } as const

/** GPUs of each pool: room for two batches of 200 intents for a GPU each. */
const gpus = 512

/** About $2 an hour, and 3,800 units a GPU in each range, so that the GPUs are the limit. */
function ladder(index: number): LadderRange[] {
  const tick = 62_000 + index
  return [
    { tickLower: tick, tickUpper: tick + 2000, liquidityPerGpu: 480_000n },
    { tickLower: tick + 2000, tickUpper: tick + 4000, liquidityPerGpu: 480_000n },
  ]
}

/** Opens pools that sell the same goods in every one of `slots` slots from `firstSlot`. Ascending by id. */
export async function openPools(
  chain: Chain,
  market: Walras,
  count: number,
  firstSlot: bigint,
  slots: number,
): Promise<Hex[]> {
  const { abi } = compiled('ComputePools')
  const ids: Hex[] = []
  for (let index = 0; index < count; index++) {
    const terms = {
      operator: deployer.address,
      gpuClass: slugId(goods.gpuClass),
      region: slugId(goods.region),
      tier: goods.tier,
      token: market.token,
      ladder: ladder(index),
    }
    const id = poolId(terms)
    const created = [goods.gpuClass, goods.region, goods.tier, market.token, ladder(index)]
    await execute(chain, call(market.pools, abi, 'createPool', created))
    await execute(chain, call(market.pools, abi, 'offer', [id, firstSlot, slots, gpus]))
    ids.push(id)
  }
  return ids.sort()
}
