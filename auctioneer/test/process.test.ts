import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { intentId } from '@walras/intents-schema'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWallet } from './openMarket.ts'
import { startMarket, type TestMarket } from './startMarket.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'walras-process-'))
const children: ChildProcess[] = []
let market: TestMarket

beforeAll(async () => {
  market = await startMarket()
}, 60_000)

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await market?.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** A real `pnpm auctioneer`. */
function start(options: Record<string, string>, environment: Record<string, string> = {}) {
  const { settlement, lens } = market.deployment
  const all = {
    '--rpc': market.anvil.rpc,
    '--settlement': settlement,
    '--lens': lens,
    '--log-level': 'warn',
    ...options,
  }
  const child = spawn(process.execPath, [main, ...Object.entries(all).flat()], {
    env: { ...process.env, WALRAS_AUCTIONEER_KEY: market.auctioneerKey, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk
  })
  return { child, output, exit: once(child, 'exit') as Promise<[number | null, string | null]> }
}

async function ready({ child, output }: ReturnType<typeof start>): Promise<{ multiaddrs: string[]; peerId: string }> {
  if (!child.stdout) throw new Error('no stdout')
  const [line] = (await once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(60_000) })) as [
    string,
  ]
  const message = JSON.parse(line)
  expect(message, output.stderr).toMatchObject({ ready: true })
  return message
}

test('behavior: kill -9 loses no acknowledged intent; SIGTERM ends with 0', async () => {
  const keyFile = join(directory, 'key')
  writeFileSync(keyFile, `${market.auctioneerKey}\n`)
  const options = { '--data-dir': join(directory, 'data'), '--key-file': keyFile }
  const first = start(options, { WALRAS_AUCTIONEER_KEY: '' })
  const { multiaddrs, peerId } = await ready(first)
  const wallet = await startWallet(market, multiaddrs)
  const signed = await Promise.all([0, 1, 2, 2].map((buyer) => market.intent(buyer)))
  const published = await Promise.all(signed.map((intent) => wallet.publishIntent(intent)))
  const receipts = await wallet.receipts(
    published.map(({ messageId }) => messageId),
    peerId,
  )
  first.child.kill('SIGKILL')
  expect(receipts.map(({ status }) => status)).toEqual(signed.map(() => 'accepted'))
  await Promise.all([first.exit, wallet.stop()])

  const second = start(options, { WALRAS_AUCTIONEER_KEY: '' })
  const restarted = await ready(second)
  expect(restarted.peerId).toBe(peerId)
  const stranger = await startWallet(market, restarted.multiaddrs)
  const ids = signed.map((intent) => intentId(market.deployment, intent))
  const found = await stranger.fetchIntents(ids, { signal: AbortSignal.timeout(10_000) })
  expect(found).toEqual(signed)
  await stranger.stop()

  second.child.kill('SIGTERM')
  expect(await second.exit).toEqual([0, null])
  expect(second.output.stdout.trim().split('\n').length).toBe(1)
  expect(second.output.stderr).not.toContain(market.auctioneerKey.slice(2))
})

test('error: a key that is not the auctioneer’s', async () => {
  const { exit, output } = start({}, { WALRAS_AUCTIONEER_KEY: `0x${'1'.repeat(64)}` })
  expect(await exit).toEqual([2, null])
  expect(output.stdout).toBe('')
  expect(output.stderr).toMatch(
    /^The auctioneer of settlement 0x\w{40} is 0x\w{40}, the key given is that of 0x\w{40}\.\n$/,
  )
})

test('error: no chain', async () => {
  const { exit, output } = start({ '--rpc': 'http://127.0.0.1:1' })
  expect(await exit).toEqual([1, null])
  expect(output.stderr).toContain('Is the chain running')
})
