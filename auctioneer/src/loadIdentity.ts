import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The node's 32-byte seed in `dataDir`, made at the first start: its address stays the same over restarts. */
export function loadIdentity(dataDir: string): Uint8Array {
  const path = join(dataDir, 'peer.key')
  try {
    return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const seed = randomBytes(32)
  writeFileSync(path, seed.toString('hex'), { mode: 0o600 })
  return seed
}
