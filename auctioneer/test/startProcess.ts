import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TestMarket } from './startMarket.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface AuctioneerProcess {
  child: ChildProcess
  /** All it has printed so far. */
  output: { stdout: string; stderr: string }
  exit: Promise<[code: number | null, signal: string | null]>
  /** What its first line says. */
  ready: Promise<{ multiaddrs: string[]; peerId: string }>
}

/** A real `pnpm auctioneer`. */
export function startProcess(
  { anvil, deployment, auctioneerKey }: TestMarket,
  options: Record<string, string>,
  environment: Record<string, string> = {},
): AuctioneerProcess {
  const { settlement, lens } = deployment
  const all = { '--rpc': anvil.rpc, '--settlement': settlement, '--lens': lens, '--log-level': 'warn', ...options }
  const child = spawn(process.execPath, [main, ...Object.entries(all).flat()], {
    env: { ...process.env, WALRAS_AUCTIONEER_KEY: auctioneerKey, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk
  })
  const exit = once(child, 'exit') as AuctioneerProcess['exit']
  const line = once(createInterface(child.stdout), 'line') as Promise<[string]>
  const ended = exit.then(([code]) => {
    throw new Error(`The auctioneer ended with ${code} before it was ready.\n${output.stderr}`)
  })
  const ready = Promise.race([line, ended]).then(([text]) => JSON.parse(text))
  ready.catch(() => {})
  return { child, output, exit, ready }
}
