import { type Hex, keccak256, numberToHex, slice } from 'viem'
import type { Random } from './random.ts'

/** Makes hex of so many bytes out of one draw. */
export type HexSource = (random: Random, bytes: number) => Hex

export const randomHex: HexSource = (random, bytes) =>
  slice(keccak256(numberToHex(Math.floor(random.next() * 2 ** 32), { size: 32 })), 0, bytes)

/** Hex without hashing: a draw in front, so that it sorts at random, then a count, so that none comes twice. */
export function createCountedHex(): HexSource {
  let count = 0
  return (random, bytes) => {
    const drawn = Math.floor(random.next() * 2 ** 32)
    count++
    return `0x${drawn.toString(16).padStart(8, '0')}${count.toString(16).padStart(2 * bytes - 8, '0')}`
  }
}
