import { type Hex, hexToBytes, numberToHex, size } from 'viem'
import { unencodable } from './wireError.ts'

const maxUint64 = 2n ** 64n - 1n
const maxUint32 = 2 ** 32 - 1

/** uint256 as minimal big-endian bytes. */
export function writeUint256(field: string, value: bigint): Uint8Array {
  if (value < 0n || value >= 2n ** 256n)
    throw unencodable(`${field} is ${value}, which is no uint256.`, { field, value })
  if (value === 0n) return new Uint8Array()
  return hexToBytes(numberToHex(value))
}

/** int256 as minimal big-endian two's complement. */
export function writeInt256(field: string, value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array()
  const magnitude = value < 0n ? -value - 1n : value
  const length = Math.floor(magnitude.toString(2).length / 8) + 1
  if (length > 32) throw unencodable(`${field} is ${value}, which is no int256.`, { field, value })
  return hexToBytes(numberToHex(BigInt.asUintN(length * 8, value), { size: length }))
}

export function writeUint64(field: string, value: bigint): bigint {
  if (value < 0n || value > maxUint64) throw unencodable(`${field} is ${value}, which is no uint64.`, { field, value })
  return value
}

export function writeUint32(field: string, value: number | bigint): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > maxUint32)
    throw unencodable(`${field} is ${value}, which is no uint32.`, { field, value })
  return number
}

/** Hex of exactly `length` bytes. */
export function writeFixed(field: string, hex: Hex, length: number): Uint8Array {
  if (size(hex) !== length)
    throw unencodable(`${field} has ${size(hex)} bytes instead of ${length}.`, { field, size: size(hex), length })
  return hexToBytes(hex)
}

export const writeHash = (field: string, hex: Hex): Uint8Array => writeFixed(field, hex, 32)
export const writeAddress = (field: string, hex: Hex): Uint8Array => writeFixed(field, hex, 20)

/** Text that is bound by a hash must not be cut silently. */
export function writeText(field: string, text: string, limit: number): string {
  if (text.length > limit)
    throw unencodable(`${field} has ${text.length} characters, more than the ${limit} that peers accept.`, { field })
  return text
}
