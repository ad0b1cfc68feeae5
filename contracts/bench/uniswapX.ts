/**
 * What UniswapX publishes of itself, not run here: `vm.snapshotGasLastCall` of forge, so the gas of the call alone,
 * without the 21000 and the calldata that a transaction pays, and within a test that touched accounts and storage before.
 */
export interface PublishedGas {
  file: string
  entry: string
  orders: number
  total: number
  perIntent: number
}

/** The last version of these files that was at hand. */
export const uniswapXCommit = '06871ebfa15a1f415a0af1eacaaaac147e158c1f'

/** ExecuteBatch of all reactors: two orders of one swapper, one output each (test/base/BaseReactor.t.sol). */
const published = [
  ['LimitOrderReactorTest', 139_086, 181_215],
  ['DutchOrderReactorTest', 142_617, 188_355],
  ['V2DutchOrderTest', 148_702, 200_564],
  ['V3DutchOrderTest', 158_808, 220_957],
] as const

export const uniswapX: readonly PublishedGas[] = published.flatMap(([name, single, batch]) => {
  const file = `Uniswap/UniswapX snapshots/${name}.json`
  return [
    { file, entry: 'ExecuteSingle', orders: 1, total: single, perIntent: single },
    { file, entry: 'ExecuteBatch', orders: 2, total: batch, perIntent: Math.round(batch / 2) },
  ]
})
