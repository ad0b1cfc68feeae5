import { readFileSync } from 'node:fs'
import { WalrasError } from '@walras/intents-schema'
import { type Hex, isHex, size } from 'viem'

/** Environment variable that holds the key where there is no key file. */
export const keyVariable = 'WALRAS_AUCTIONEER_KEY'

/**
 * Reads the auctioneer's private key from a file or the environment: never from the command line, which every process of
 * the machine can read. The key is in no message.
 *
 * @throws {@link WalrasError} `auctioneer/no-key`, `auctioneer/bad-key`.
 */
export function readKey(path: string | undefined, environment: NodeJS.ProcessEnv): Hex {
  let text = environment[keyVariable]
  if (path !== undefined) {
    try {
      text = readFileSync(path, 'utf8')
    } catch (cause) {
      const message = `The key file ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}.`
      throw new WalrasError({ code: 'auctioneer/no-key', message, facts: { path }, cause })
    }
  }
  if (!text)
    throw new WalrasError({
      code: 'auctioneer/no-key',
      message: `No key. Put the auctioneer's private key in a file and pass --key-file, or set ${keyVariable}.`,
    })
  const trimmed = text.trim()
  const key = trimmed.startsWith('0x') ? trimmed : `0x${trimmed}`
  if (!isHex(key, { strict: true }) || size(key) !== 32)
    throw new WalrasError({ code: 'auctioneer/bad-key', message: 'The private key must be 32 bytes of hex.' })
  return key
}
