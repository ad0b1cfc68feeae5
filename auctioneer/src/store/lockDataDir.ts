import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { WalrasError } from '@walras/intents-schema'

/** Locks of this process. A file with our own number may be a predecessor's: in a container everyone is process 1. */
const held = new Set<string>()

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Keeps a second process out of a data directory: PGlite does not, and two writers destroy it. The lock of a process
 * that was killed is taken over.
 *
 * @throws {@link WalrasError} `store/locked`.
 */
export function lockDataDir(dataDir: string): () => void {
  const path = resolve(dataDir, 'lock')
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      held.add(path)
      return () => {
        rmSync(path, { force: true })
        held.delete(path)
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(readFileSync(path, 'utf8'))
    if (holder === process.pid ? held.has(path) : isRunning(holder))
      throw new WalrasError({
        code: 'store/locked',
        message: `Process ${holder} already uses ${dataDir}. Stop it, or choose another --data-dir.`,
        facts: { dataDir, holder },
      })
    rmSync(path, { force: true })
  }
}
