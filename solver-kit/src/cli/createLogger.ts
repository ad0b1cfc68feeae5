import type { Writable } from 'node:stream'
import { type Logger, pino } from 'pino'
import { PinoPretty } from 'pino-pretty'

export interface CreateLoggerParameters {
  level: string
  format: 'pretty' | 'json'
  destination: Writable
}

/** JSON has no bigint: decimal strings, as everywhere in the protocol. */
function withoutBigints(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
  )
}

/** A logger to a stream of this process: to stderr, because stdout belongs to whoever starts us. */
export function createLogger({ level, format, destination }: CreateLoggerParameters): Logger {
  const options = { level, base: null, formatters: { log: withoutBigints } }
  if (format === 'json') return pino(options, destination)
  return pino(
    options,
    PinoPretty({ destination, sync: true, colorize: process.stderr.isTTY, translateTime: 'SYS:HH:MM:ss.l' }),
  )
}
