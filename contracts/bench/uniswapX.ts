/**
 * Gas that UniswapX publishes for itself, by orders in the batch: Forge snapshots of execution alone, without calldata
 * and the 21000 of a transaction. Not run here.
 */
export const uniswapX = {
  source:
    'Uniswap/UniswapX at 06871ebfa15a1f415a0af1eacaaaac147e158c1f: ExecuteSingle and ExecuteBatch of ' +
    'snapshots/V2DutchOrderTest.json, DirectFillerFillMacroThreeOrdersWithFees of snapshots/DirectFillerFillMacroTest.json',
  execution: { 1: 148_702, 2: 200_564, 3: 433_336 },
} as const
