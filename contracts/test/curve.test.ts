import { createClient, http, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { readContract, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buyCost, capacity } from '../../solver-kit/src/market/curve.ts'
import { ladderMathHarnessBytecode } from '../artifacts/ladderMathHarnessBytecode.ts'
import { type Anvil, startAnvil } from '../devnet/startAnvil.ts'
import { Randomness } from './randomness.ts'

const harnessAbi = parseAbi([
  'struct LadderRange { int24 tickLower; int24 tickUpper; uint128 liquidityPerGpu; }',
  'struct Case { LadderRange[] ladder; uint256 gpus; uint256 slotSeconds; uint256 sold; uint256 units; }',
  'function evaluate(Case[] cases) pure returns (uint256[] capacities, uint256[] costs)',
])
const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')

let anvil: Anvil
let harness: `0x${string}`
const connect = () => createClient({ account, chain: foundry, transport: http(anvil.rpc) })

beforeAll(async () => {
  anvil = await startAnvil()
  const hash = await sendTransaction(connect(), { to: null, data: ladderMathHarnessBytecode })
  const receipt = await waitForTransactionReceipt(connect(), { hash })
  if (!receipt.contractAddress) throw new Error('The harness was not deployed.')
  harness = receipt.contractAddress
})
afterAll(() => anvil?.stop())

interface Case {
  ladder: { tickLower: number; tickUpper: number; liquidityPerGpu: bigint }[]
  gpus: number
  slotSeconds: bigint
  sold: bigint
  units: bigint
}

function evaluate(cases: Case[]) {
  return readContract(connect(), {
    address: harness,
    abi: harnessAbi,
    functionName: 'evaluate',
    args: [cases.map((c) => ({ ...c, gpus: BigInt(c.gpus) }))],
  })
}

/** Ticks around real prices ($0.1 to $50 an hour) or anywhere at all. */
function drawCase(random: Randomness, extreme: boolean): Case {
  let tick = extreme ? random.between(-887_272n, 880_000n) : random.between(33_000n, 96_000n)
  const ladder = random
    .list(Number(random.between(1n, 8n)), () => {
      const tickLower = tick + random.between(0n, extreme ? 20_000n : 300n)
      const tickUpper = tickLower + random.between(1n, extreme ? 200_000n : 4_000n)
      tick = tickUpper
      const liquidityPerGpu = extreme ? random.magnitude(96n) || 1n : random.between(10_000n, 5_000_000n)
      return { tickLower: Number(tickLower), tickUpper: Number(tickUpper), liquidityPerGpu }
    })
    .filter(({ tickLower }) => tickLower < 887_272)
    .map((range) => ({ ...range, tickUpper: Math.min(range.tickUpper, 887_272) }))
  const gpus = Number(extreme ? random.magnitude(32n) : random.between(1n, 4096n))
  const slotSeconds = extreme ? random.magnitude(32n) || 1n : random.between(60n, 3600n)
  const total = capacity({ ladder, gpus, slotSeconds })
  const sold = random.between(0n, total)
  const units = random.index(4) === 0 ? total - sold : random.between(0n, total - sold)
  return { ladder, gpus, slotSeconds, sold, units }
}

test.each([
  { name: 'ladders at real prices', extreme: false },
  { name: 'extreme ladders', extreme: true },
])('behavior: buyCost and capacity equal the contract: $name', async ({ name, extreme }) => {
  const random = new Randomness(name)
  for (let batch = 0; batch < 12; batch++) {
    const cases = random.list(50, () => drawCase(random, extreme))
    const [capacities, costs] = await evaluate(cases)
    for (const [i, c] of cases.entries()) {
      const twin = { capacity: capacity(c), cost: buyCost(c) }
      expect(twin, `case ${batch}.${i} of seed "${random.seed}"`).toEqual({ capacity: capacities[i], cost: costs[i] })
    }
  }
})

test('behavior: both refuse one unit more than the capacity', async () => {
  const random = new Randomness('one unit more')
  for (const c of random.list(20, () => drawCase(random, false))) {
    const beyond = { ...c, units: capacity(c) - c.sold + 1n }
    expect(() => buyCost(beyond)).toThrow(/GPU-seconds asked/)
    await expect(evaluate([beyond])).rejects.toThrow()
  }
})
