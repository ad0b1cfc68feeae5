import { type Address, bytesToHex, getAddress, type Hex } from 'viem'
import { wireLimits } from './limits.ts'
import { malformed, oversized } from './wireError.ts'

/** uint256 from minimal big-endian bytes: one number has one spelling. */
export function readUint256(field: string, bytes: Uint8Array): bigint {
  if (bytes.length > 32) throw oversized(`${field} (bytes)`, bytes.length, 32)
  if (bytes[0] === 0) throw malformed(`${field} starts with a zero byte; integers are minimal big-endian.`, { field })
  return bytes.length === 0 ? 0n : BigInt(bytesToHex(bytes))
}

/** int256 from minimal big-endian two's complement. */
export function readInt256(field: string, bytes: Uint8Array): bigint {
  if (bytes.length > 32) throw oversized(`${field} (bytes)`, bytes.length, 32)
  if (bytes.length === 0) return 0n
  const [first = 0, second] = bytes
  const padded =
    second === undefined ? first === 0 : (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)
  if (padded) throw malformed(`${field} is not a minimal two's complement integer.`, { field })
  return BigInt.asIntN(bytes.length * 8, BigInt(bytesToHex(bytes)))
}

/** Bytes of exactly `length`, as hex. */
export function readFixed(field: string, bytes: Uint8Array, length: number): Hex {
  if (bytes.length !== length)
    throw malformed(`${field} has ${bytes.length} bytes instead of ${length}.`, { field, size: bytes.length, length })
  return bytesToHex(bytes)
}

export const readHash = (field: string, bytes: Uint8Array): Hex => readFixed(field, bytes, 32)

/** Checksummed, so that equal addresses are equal strings wherever they came from. */
export const readAddress = (field: string, bytes: Uint8Array): Address => getAddress(readFixed(field, bytes, 20))

/** A signature of an externally owned account: 65 bytes, or 64 (EIP-2098). */
export function readSignature(field: string, bytes: Uint8Array): Hex {
  if (bytes.length !== 64 && bytes.length !== 65)
    throw malformed(`${field} has ${bytes.length} bytes; a signature has 64 or 65.`, { field, size: bytes.length })
  return bytesToHex(bytes)
}

/** Bytes of 0..limit, as hex. */
export function readBytes(field: string, bytes: Uint8Array, limit: number): Hex {
  if (bytes.length > limit) throw oversized(`${field} (bytes)`, bytes.length, limit)
  return bytesToHex(bytes)
}

export function readText(field: string, text: string, limit: number): string {
  if (text.length > limit) throw oversized(`${field} (characters)`, text.length, limit)
  return text
}

export const readSlug = (field: string, text: string): string => readText(field, text, wireLimits.slugCharacters)

export function readList<T, U>(field: string, list: readonly T[], limit: number, read: (item: T) => U): U[] {
  if (list.length > limit) throw oversized(`${field} (entries)`, list.length, limit)
  return list.map(read)
}

export function readOneOf<const T extends string>(field: string, text: string, allowed: readonly T[]): T {
  const known = allowed.find((value) => value === text)
  if (known === undefined)
    throw malformed(`${field} is "${text.slice(0, 32)}"; it must be one of ${allowed.join(', ')}.`, { field })
  return known
}

/** An unsigned integer that the hashes of the protocol encode as uint8. */
export function readUint8(field: string, value: number): number {
  if (value > 255) throw malformed(`${field} is ${value}; it must be at most 255.`, { field, value })
  return value
}

/** A sub-message that must be there. */
export function readPresent<T>(field: string, value: T | undefined): T {
  if (value === undefined) throw malformed(`${field} is missing.`, { field })
  return value
}
