import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { bidHash } from '@walras/intents-schema'
import { pino } from 'pino'
import { createPublicClient, custom, http, type PublicClient, parseEther } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createLogger } from '../cli/createLogger.ts'
import { answerChallenges } from './answerChallenges.ts'
import { answerableBid } from './answerTransaction.ts'
import type { BidStore } from './BidStore.ts'
import {
  answerSeconds,
  type ChallengedMarket,
  deposit,
  startChallengedMarket,
  word,
} from './challengedMarket.fixture.ts'
import { createMemoryBidStore } from './createMemoryBidStore.ts'
import { openBond } from './openBond.ts'

let market: ChallengedMarket
beforeAll(async () => {
  market = await startChallengedMarket()
})
afterAll(() => market?.stop())

const running: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()))
})

/** A logger and what it was told: level and sentence. */
function listen() {
  const lines: Record<string, unknown>[] = []
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  return { lines, log: createLogger({ level: 'debug', format: 'json', destination }) }
}

async function newSolver(ether = '1'): Promise<PrivateKeyAccount> {
  const solver = privateKeyToAccount(generatePrivateKey())
  await market.chain.setBalance({ address: solver.address, value: parseEther(ether) })
  return solver
}

const times = { commitByMs: 0, revealByMs: 0, keepUntilMs: Number.MAX_SAFE_INTEGER }

function watch(solver: PrivateKeyAccount, bids: BidStore, client: PublicClient = market.client) {
  const ending = new AbortController()
  const { lines, log } = listen()
  const watching = answerChallenges({
    client,
    wallet: market.wallet(solver),
    revealChallenge: market.revealChallenge,
    solver: solver.address,
    bids,
    signal: ending.signal,
    log,
    pollMs: 30,
  })
  running.push(async () => {
    ending.abort()
    await watching
  })
  return { lines, said: (text: string) => lines.filter(({ msg }) => String(msg).includes(text)) }
}

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

test('default: a challenged solver answers by itself, once, and has the deposit', async () => {
  const solver = await newSolver()
  const bids = createMemoryBidStore()
  const { said } = watch(solver, bids)
  const made = [await market.commit(solver), await market.commit(solver, 40)] as const
  for (const { bid } of made) await bids.remember({ bid, ...times })
  for (const one of made) await market.challenge(one)
  await eventually(async () => expect(await market.tokensOf(solver.address)).toBe(2n * deposit))
  await eventually(() => expect(said('challenge answered')).toHaveLength(2))
  expect(said('challenge answered')[0]).toMatchObject({
    bidHash: bidHash(made[0].bid),
    deposit: deposit.toString(),
    gasUsed: expect.stringMatching(/^\d+$/),
    costInNativeToken: expect.stringMatching(/^0\.0/),
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await market.client.getTransactionCount({ address: solver.address })).toBe(2)
  expect(said('challenge answered')).toHaveLength(2)
})

test('behavior: what was demanded while nobody watched is answered; others are not ours to answer', async () => {
  const [solver, other] = [await newSolver(), await newSolver()]
  const bids = createMemoryBidStore()
  const [ours, others] = [await market.commit(solver), await market.commit(other)]
  for (const { bid } of [ours, others]) await bids.remember({ bid, ...times })
  await market.challenge(ours)
  await market.challenge(others)
  await market.chain.mine({ blocks: 300 })
  watch(solver, bids)
  await eventually(async () => expect(await market.tokensOf(solver.address)).toBe(deposit))
  expect(await market.tokensOf(other.address)).toBe(0n)
})

test('behavior: without the bid it warns, once; when the bid turns up it answers', async () => {
  const solver = await newSolver()
  const bids = createMemoryBidStore()
  const { said } = watch(solver, bids)
  const made = await market.commit(solver)
  await market.challenge(made)
  await eventually(() => expect(said('NOT KEPT HERE')).toHaveLength(1))
  expect(said('NOT KEPT HERE')[0]).toMatchObject({ level: 50, bidHash: bidHash(made.bid) })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(said('NOT KEPT HERE')).toHaveLength(1)
  await bids.remember({ bid: made.bid, ...times })
  await eventually(async () => expect(await market.tokensOf(solver.address)).toBe(deposit))
})

test('behavior: without gas money it says so, and answers when it has some', async () => {
  const solver = await newSolver('0')
  const bids = createMemoryBidStore()
  const { said } = watch(solver, bids)
  const made = await market.commit(solver)
  await bids.remember({ bid: made.bid, ...times })
  await market.challenge(made)
  await eventually(() => expect(said('no native token')).toHaveLength(1))
  await eventually(() => expect(said('could not be answered yet')).not.toHaveLength(0))
  await market.chain.setBalance({ address: solver.address, value: parseEther('1') })
  await eventually(async () => expect(await market.tokensOf(solver.address)).toBe(deposit))
})

test('behavior: a chain that fails, or serves few blocks of logs at once, is asked again', async () => {
  const solver = await newSolver()
  const bids = createMemoryBidStore()
  const made = await market.commit(solver)
  await bids.remember({ bid: made.bid, ...times })
  await market.challenge(made)
  // More than this node serves at once.
  await market.chain.mine({ blocks: 400, interval: 0 })
  const node = http(market.rpc)({ chain: foundry })
  let calls = 0
  const client = createPublicClient({
    chain: foundry,
    cacheTime: 0,
    transport: custom(
      {
        async request({ method, params }) {
          if (++calls < 4) throw new Error('connection reset')
          if (method === 'eth_getLogs') {
            const [{ fromBlock, toBlock }] = params
            if (BigInt(toBlock) - BigInt(fromBlock) >= 350n) throw new Error('block range too large')
          }
          return node.request({ method, params })
        },
      },
      { retryCount: 0 },
    ),
  })
  const { said } = watch(solver, bids, client)
  await eventually(async () => expect(await market.tokensOf(solver.address)).toBe(deposit))
  expect(said('looking for challenges failed')).not.toHaveLength(0)
})

test('behavior: the runner answers after a restart what it committed to before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'walras-bond-'))
  const solver = await newSolver()
  const open = () =>
    openBond({
      client: market.client,
      account: solver,
      market: {
        rpc: market.rpc,
        settlement: market.deployment.settlement,
        revealChallenge: market.revealChallenge,
      },
      stateDir: folder,
      logger: pino({ level: 'silent' }),
    })
  const before = await open()
  const { auction, bid, commitment } = await market.commit(solver)
  await before.remember(bid, { commitByMs: Date.now(), revealByMs: Date.now() + 1000 })
  await before.close()
  await market.challenge({ auction, bid, commitment })
  const after = await open()
  expect(after.bids.keepsUntilMs()).toBeGreaterThan(Date.now() + (3600 + answerSeconds) * 1000)
  expect(await after.bids.unrevealed()).toHaveLength(1)
  await eventually(async () => expect(await market.tokensOf(solver.address)).toBe(deposit))
  await after.close()
  rmSync(folder, { recursive: true })
})

test('error: a RevealChallenge of another market', async () => {
  const other = openBond({
    client: market.client,
    account: await newSolver(),
    market: { rpc: market.rpc, settlement: market.deployment.pools, revealChallenge: market.revealChallenge },
    logger: pino({ level: 'silent' }),
  })
  await expect(other).rejects.toMatchObject({ code: 'reveal-challenge/other-market' })
})

test('behavior: a bid that no transaction could publish loses alternatives, or is none', async () => {
  const { bid } = await market.commit(await newSolver(), 400)
  const [solution] = bid.solutions
  if (!solution) throw new Error('The fixture makes one solution.')
  const twice = { ...bid, solutions: [solution, solution, solution], salt: word(9) }
  expect(answerableBid(twice)?.solutions).toHaveLength(2)
  expect(answerableBid(bid)).toEqual(bid)
  const fills = Array.from({ length: 900 }, () => solution.fills[0]).filter((fill) => fill !== undefined)
  expect(answerableBid({ ...bid, solutions: [{ ...solution, fills }] })).toBeUndefined()
})
