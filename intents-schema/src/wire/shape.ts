import { type Address, getAddress, type Hex, isAddress, isHex, size } from 'viem'
import { malformed, oversized } from './wireError.ts'

/** Reads one type from parsed JSON, or says at which path the value is not what it must be. */
export type Shape<T> = (value: unknown, path: string) => T

/** What a shape reads. */
export type Shaped<S> = S extends Shape<infer T> ? T : never

const wrong = (path: string, expected: string) => malformed(`${path || 'value'} must be ${expected}.`, { path })

/** A bigint, written as a decimal string; `least` and `most` bound it. */
export const integer =
  (least: bigint, most: bigint): Shape<bigint> =>
  (value, path) => {
    if (typeof value !== 'string' || !/^(0|-?[1-9]\d{0,77})$/.test(value)) throw wrong(path, 'a decimal string')
    const number = BigInt(value)
    if (number < least || number > most) throw wrong(path, `between ${least} and ${most}`)
    return number
  }

export const uint256 = integer(0n, 2n ** 256n - 1n)
export const uint64 = integer(0n, 2n ** 64n - 1n)
export const int256 = integer(-(2n ** 255n), 2n ** 255n - 1n)

/** A plain JSON number without a fraction. */
export const index =
  (least: number, most: number): Shape<number> =>
  (value, path) => {
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
      throw wrong(path, `a whole number between ${least} and ${most}`)
    return value as number
  }

export const uint32 = index(0, 2 ** 32 - 1)
export const uint8 = index(0, 255)

export const boolean: Shape<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw wrong(path, 'true or false')
  return value
}

export const text =
  (limit: number): Shape<string> =>
  (value, path) => {
    if (typeof value !== 'string') throw wrong(path, 'a string')
    if (value.length > limit) throw oversized(`${path} (characters)`, value.length, limit)
    return value
  }

export const oneOf =
  <const T extends string>(allowed: readonly T[]): Shape<T> =>
  (value, path) => {
    const known = allowed.find((candidate) => candidate === value)
    if (known === undefined) throw wrong(path, `one of ${allowed.join(', ')}`)
    return known
  }

/** Hex of `least` to `most` bytes. */
export const bytes =
  (least: number, most: number): Shape<Hex> =>
  (value, path) => {
    if (typeof value !== 'string' || !isHex(value) || value.length % 2 !== 0) throw wrong(path, 'hex bytes')
    if (size(value) < least || size(value) > most) throw wrong(path, `${least} to ${most} bytes of hex`)
    return value.toLowerCase() as Hex
  }

export const hash = bytes(32, 32)

export const address: Shape<Address> = (value, path) => {
  if (typeof value !== 'string' || !isAddress(value, { strict: false })) throw wrong(path, 'an address')
  return getAddress(value)
}

export const list =
  <T>(item: Shape<T>, limit: number): Shape<T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw wrong(path, 'a list')
    if (value.length > limit) throw oversized(`${path} (entries)`, value.length, limit)
    return value.map((entry, position) => item(entry, `${path}[${position}]`))
  }

/** An object with exactly these fields; others are dropped, so that newer files can be read. */
export const object =
  <F extends Record<string, Shape<unknown>>>(fields: F): Shape<{ [K in keyof F]: Shaped<F[K]> }> =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'an object')
    const read: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(fields))
      read[name] = field(
        Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined,
        path ? `${path}.${name}` : name,
      )
    return read as { [K in keyof F]: Shaped<F[K]> }
  }
