import { readFileSync } from 'node:fs'
import { WalrasError } from '@walras/intents-schema'
import { type Hex, isHex, size } from 'viem'

export interface ReadKeyParameters {
  /** File with 32 bytes of hex. Goes before the variable. */
  path?: string | undefined
  /** Name of the environment variable that holds the key where there is no file. */
  variable: string
  environment: NodeJS.ProcessEnv
}

/**
 * Reads a private key from a file or the environment: never from the command line, which every process of the machine
 * can read. The key is in no message. `undefined` when neither is given.
 *
 * @throws {@link WalrasError} `key/unreadable`, `key/malformed`.
 */
export function readKey({ path, variable, environment }: ReadKeyParameters): Hex | undefined {
  const text = path === undefined ? environment[variable] : readKeyFile(path)
  if (!text) return undefined
  const trimmed = text.trim()
  const key = trimmed.startsWith('0x') ? trimmed : `0x${trimmed}`
  if (!isHex(key, { strict: true }) || size(key) !== 32)
    throw new WalrasError({
      code: 'key/malformed',
      message: `The private key in ${path ?? variable} must be 32 bytes of hex.`,
      facts: { source: path ?? variable },
    })
  return key
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const message = `The key file ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}.`
    throw new WalrasError({ code: 'key/unreadable', message, facts: { path }, cause })
  }
}
