import { maxSettlementGas } from '@walras/solver-kit'

/** Most gas a settlement may be given: what the auction's rules allow, and no more than a block holds. */
export function gasLimit(block: { gasLimit: bigint }): bigint {
  const most = BigInt(maxSettlementGas)
  return block.gasLimit < most ? block.gasLimit : most
}
