import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf'
import { WalrasError } from '../errors/WalrasError.ts'
import { malformed, oversized, unencodable } from './wireError.ts'

/**
 * Bytes to a checked value. The size is looked at before a byte is parsed, and whatever goes wrong comes out as a
 * WalrasError: these bytes are a stranger's.
 */
export function decodeMessage<S extends DescMessage, T>(
  schema: S,
  bytes: Uint8Array,
  limit: number,
  read: (message: MessageShape<S>) => T,
): T {
  if (bytes.length > limit) throw oversized(`${schema.name} (bytes)`, bytes.length, limit)
  try {
    return read(fromBinary(schema, bytes, { readUnknownFields: false }))
  } catch (cause) {
    if (cause instanceof WalrasError) throw cause
    throw malformed(`These bytes are no ${schema.name}.`, { type: schema.name, size: bytes.length }, cause)
  }
}

/** A value of ours to bytes. `build` may throw whatever its conversions throw. */
export function encodeMessage<S extends DescMessage>(
  schema: S,
  limit: number,
  build: () => MessageInitShape<S>,
): Uint8Array {
  let bytes: Uint8Array
  try {
    bytes = toBinary(schema, create(schema, build()))
  } catch (cause) {
    if (cause instanceof WalrasError) throw cause
    throw unencodable(
      `This ${schema.name} cannot be encoded: ${(cause as Error).message}`,
      { type: schema.name },
      cause,
    )
  }
  if (bytes.length > limit)
    throw unencodable(`This ${schema.name} takes ${bytes.length} bytes, more than the ${limit} that peers accept.`, {
      type: schema.name,
      size: bytes.length,
      limit,
    })
  return bytes
}
