import { encodePacked, type Hex, keccak256, toHex } from 'viem'

/** Seeded randomness: a failing case can be run again. */
export class Randomness {
  readonly seed: string
  private drawn = 0n

  constructor(seed: string) {
    this.seed = seed
  }

  bytes32(): Hex {
    return keccak256(encodePacked(['string', 'uint256'], [this.seed, this.drawn++]))
  }

  /** Uniform in [low, high]. */
  between(low: bigint, high: bigint): bigint {
    return low + (BigInt(this.bytes32()) % (high - low + 1n))
  }

  /** All magnitudes up to 2^bits alike: small and extreme values come up as often as ordinary ones. */
  magnitude(bits: bigint): bigint {
    return this.between(1n, 1n << this.between(1n, bits)) - 1n
  }

  index(length: number): number {
    return Number(this.between(0n, BigInt(length - 1)))
  }

  list<Item>(length: number, draw: () => Item): Item[] {
    return Array.from({ length }, draw)
  }

  address(): Hex {
    return toHex(BigInt(this.bytes32()) & ((1n << 160n) - 1n), { size: 20 })
  }

  /** Text of any script, empty at times. */
  text(): string {
    const alphabet = ['h100', '-', 'sxm', 'ü', '漢', '🜁', ' ', '"', '\\', '\u0000', 'eu-north']
    return this.list(Number(this.between(0n, 12n)), () => alphabet[this.index(alphabet.length)]).join('')
  }
}
