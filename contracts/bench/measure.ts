import { type Anvil, startAnvil } from '../devnet/startAnvil.ts'
import { compile } from './artifacts.ts'
import { connect, gasLimit, maxTransactionGas } from './chain.ts'
import { measureGpv2 } from './gpv2/measureGpv2.ts'
import { uniswapX } from './uniswapX.ts'
import { type ColdAndWarm, measureWalras } from './walras/measureWalras.ts'
import { marginalProfile } from './walras/profile.ts'

export const sizes = [1, 2, 10, 50, 200]

/** Gas of a settlement, calldata and 21000 included. The numbers that are not named are the warm ones. */
export interface Settled {
  perIntent: number
  total: number
  cold: { perIntent: number; total: number }
  warm: { perIntent: number; total: number }
}

export interface Report {
  ours: Record<string, Settled>
  gpv2: Record<string, Settled>
  /** What one more intent costs: (gas of 50 - gas of 10) / 40, warm. */
  marginalWarm: number
  gpv2MarginalWarm: number
  /** Execution gas of a batch that another relay settled first. */
  lostRace: number
  /** Most that one transaction may use, and whether the largest batch of ours stays below, cold too. */
  maxTransactionGas: number
  fitsOneTransaction: boolean
  uniswapX: typeof uniswapX
  profile?: { step: string; gas: number }[]
}

export interface MeasureParameters {
  profile: boolean
  progress: (what: string) => void
  onStarted: (anvil: Anvil) => void
}

function settled(gas: Map<number, ColdAndWarm>): Record<string, Settled> {
  const figures = (total: bigint, size: number) => ({
    perIntent: Math.round(Number(total) / size),
    total: Number(total),
  })
  return Object.fromEntries(
    [...gas].map(([size, { cold, warm }]) => [
      size,
      { ...figures(warm, size), cold: figures(cold, size), warm: figures(warm, size) },
    ]),
  )
}

function marginal(gas: Map<number, ColdAndWarm>): number {
  return Number((gas.get(50)?.warm ?? 0n) - (gas.get(10)?.warm ?? 0n)) / 40
}

/** Everything in one run, on one chain. */
export async function measure({ profile, progress, onStarted }: MeasureParameters): Promise<Report> {
  progress('compiling')
  compile()
  const anvil = await startAnvil()
  onStarted(anvil)
  const chain = connect(anvil.rpc)
  await chain.setBlockGasLimit({ gasLimit })
  const walras = await measureWalras(chain, sizes, progress, profile ? [10, 50] : [])
  const gpv2 = await measureGpv2(chain, sizes, progress)
  const [small, large] = [walras.profiles.get(10), walras.profiles.get(50)]
  const largest = walras.gas.get(Math.max(...sizes))
  return {
    ours: settled(walras.gas),
    gpv2: settled(gpv2),
    marginalWarm: marginal(walras.gas),
    gpv2MarginalWarm: marginal(gpv2),
    lostRace: Number(walras.lostRace),
    maxTransactionGas: Number(maxTransactionGas),
    fitsOneTransaction: largest !== undefined && largest.cold < maxTransactionGas && largest.warm < maxTransactionGas,
    uniswapX,
    ...(small && large
      ? { profile: marginalProfile(small, large, 40).map(([step, gas]) => ({ step, gas: Math.round(gas) })) }
      : {}),
  }
}
