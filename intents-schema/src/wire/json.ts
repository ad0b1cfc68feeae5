import { WalrasError } from '../errors/WalrasError.ts'
import { jsonShapes } from './jsonShapes.ts'
import type { Shaped } from './shape.ts'
import { malformed } from './wireError.ts'

export type JsonValue = null | boolean | number | string | JsonValue[] | { [name: string]: JsonValue }

/** The names that {@link fromJson} takes. */
export type JsonTypeName = keyof typeof jsonShapes

/**
 * A value of the protocol as plain JSON, for files and logs: every bigint becomes a decimal string, fields that are
 * undefined are left out.
 *
 * @example
 * ```ts
 * await writeFile('intent.json', JSON.stringify(toJson(signed), null, 2))
 * ```
 */
export function toJson(value: unknown): JsonValue {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([name, field]) => [name, toJson(field)]),
    )
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new WalrasError({ code: 'wire/unencodable', message: `A ${typeof value} has no JSON form.`, action: 'ignore' })
}

/**
 * The reverse of {@link toJson}: reads one type of the protocol from JSON text or parsed JSON, and checks every field.
 *
 * @throws {@link WalrasError} `wire/malformed` or `wire/oversized`, with the path of the field.
 * @example
 * ```ts
 * const signed = fromJson('SignedIntent', await readFile('intent.json', 'utf8'))
 * ```
 */
export function fromJson<N extends JsonTypeName>(name: N, json: unknown): Shaped<(typeof jsonShapes)[N]> {
  let value = json
  if (typeof json === 'string') {
    try {
      value = JSON.parse(json)
    } catch (cause) {
      throw malformed(`This text is no JSON, so it is no ${name}.`, { type: name }, cause)
    }
  }
  return jsonShapes[name](value, '') as Shaped<(typeof jsonShapes)[N]>
}
