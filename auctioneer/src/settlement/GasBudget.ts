/** No transaction may use more on Ethereum since EIP-7825: 2^24. Chains without the rule only get smaller batches. */
export const maxTransactionGas = 16_777_216n

/** An order of six fills in pools and slots that few others share, as measured in the demo: a bad case to begin with. */
const firstEstimate = 320_000n

/** How many orders one batch can hold, from what batches have cost so far. */
export class GasBudget {
  readonly #maxGas: bigint
  #perOrder = firstEstimate

  constructor(maxGas: bigint = maxTransactionGas) {
    this.#maxGas = maxGas
  }

  /** Most gas a settlement may be given on a chain with this block gas limit. */
  limit(blockGasLimit: bigint): bigint {
    return blockGasLimit < this.#maxGas ? blockGasLimit : this.#maxGas
  }

  /** A batch went through: follows a rise at once, a fall slowly. */
  observe({ gasUsed, orders }: { gasUsed: bigint; orders: number }): void {
    const seen = gasUsed / BigInt(Math.max(1, orders))
    this.#perOrder = seen > this.#perOrder ? seen : (3n * this.#perOrder + seen) / 4n
  }

  /** A batch did not fit: the next has half as many orders at most. */
  exceeded({ orders, blockGasLimit }: { orders: number; blockGasLimit: bigint }): void {
    const half = (2n * this.limit(blockGasLimit)) / BigInt(Math.max(1, orders))
    if (half > this.#perOrder) this.#perOrder = half
  }

  /** Orders that fit into one batch, with a quarter to spare. At least one. */
  orders(blockGasLimit: bigint): number {
    return Math.max(1, Number((this.limit(blockGasLimit) * 3n) / 4n / this.#perOrder))
  }
}
