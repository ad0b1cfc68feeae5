import { type Chain, execute } from '../chain.ts'
import { fund, trader } from '../traders.ts'
import type { ColdAndWarm } from '../walras/measureWalras.ts'
import { deployGpv2 } from './deployGpv2.ts'
import { signSettlement } from './signSettlement.ts'

/** Settles one batch of each size twice. Cold: traders who never had the buy token. Warm: the same traders again. */
export async function measureGpv2(
  chain: Chain,
  sizes: readonly number[],
  progress: (what: string) => void,
): Promise<Map<number, ColdAndWarm>> {
  const gpv2 = await deployGpv2(chain)
  const measured = new Map<number, ColdAndWarm>()
  for (const size of sizes) {
    progress(`GPv2Settlement, ${size} orders`)
    const traders = Array.from({ length: size }, (_, index) => trader(`gpv2 ${size}`, index))
    for (const { address } of traders) await fund(chain, gpv2.sellToken, address, gpv2.relayer)
    const cold = await execute(chain, await signSettlement(chain, gpv2, traders, `cold ${size}`))
    const warm = await execute(chain, await signSettlement(chain, gpv2, traders, `warm ${size}`))
    measured.set(size, { cold: cold.gasUsed, warm: warm.gasUsed })
  }
  return measured
}
