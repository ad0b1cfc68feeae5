import { afterAll, beforeAll, expect, test } from 'vitest'
import { awaitRound } from './awaitRound.ts'
import { type Players, startPlayers } from './startPlayers.ts'

const minSolverBond = 1_000_000_000n
let players: Players

beforeAll(async () => {
  players = await startPlayers({}, { minSolverBond })
}, 60_000)
afterAll(() => players?.stop())

test('behavior: a solver without a bond is not heard; with one it wins', async () => {
  const { market, auctioneer, wallet, solver } = players
  const { solver: address } = await solver({})
  const unheard = awaitRound(auctioneer, 'done')
  await wallet.publishIntent(await market.intent(0))
  expect((await unheard).resolution.winners).toEqual([])
  expect(JSON.stringify(auctioneer.counters())).toContain('commitment/not-a-solver')

  const done = awaitRound(auctioneer, 'done', ({ report }) => report !== undefined, 60_000)
  await market.bond(address, minSolverBond)
  const { resolution } = await done
  expect(resolution.winners.map(({ solver }) => solver)).toEqual([address])
}, 90_000)
