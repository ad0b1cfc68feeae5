import { setTimeout as sleep } from 'node:timers/promises'
import { solverRegistryAbi } from '@walras/intents-schema'
import { type Address, createPublicClient, custom, decodeFunctionData, encodeFunctionResult, type Hex } from 'viem'
import { expect, test } from 'vitest'
import { solverCheck } from './solverCheck.ts'

const registry = '0x3000000000000000000000000000000000000001'
const solver = '0xAbCdEf0000000000000000000000000000000001'.toLowerCase() as Address
const other = '0x2000000000000000000000000000000000000002'

/** A client whose registry answers as told, and everybody who was asked for. */
function client(answer: (account: Address) => boolean) {
  const asked: Address[] = []
  const request = async ({ params }: { params?: readonly unknown[] }) => {
    const [{ to, data }] = params as [{ to: Address; data: Hex }]
    expect(to).toBe(registry)
    const { functionName, args } = decodeFunctionData({ abi: solverRegistryAbi, data })
    if (functionName !== 'isSolver') throw new Error(`Nobody asks for ${functionName}.`)
    asked.push(args[0])
    return encodeFunctionResult({ abi: solverRegistryAbi, functionName, result: answer(args[0]) })
  }
  return { asked, client: createPublicClient({ transport: custom({ request }, { retryCount: 0 }) }) }
}

test('default: asks the registry once for each, whatever the case of the address', async () => {
  const { client: publicClient, asked } = client((account) => account.toLowerCase() === solver)
  const isSolver = solverCheck(publicClient, registry)
  expect(await Promise.all([isSolver(solver), isSolver(solver), isSolver(other)])).toEqual([true, true, false])
  expect(await isSolver(`0x${solver.slice(2).toUpperCase()}`)).toBe(true)
  expect(asked).toHaveLength(2)
})

test('behavior: an answer is good for a while', async () => {
  let bonded = true
  const { client: publicClient, asked } = client(() => bonded)
  const isSolver = solverCheck(publicClient, registry, { ttlMs: 200 })
  expect(await isSolver(solver)).toBe(true)
  bonded = false
  expect(await isSolver(solver)).toBe(true)
  await sleep(250)
  expect(await isSolver(solver)).toBe(false)
  expect(asked).toHaveLength(2)
})

test('behavior: remembers no more than it may', async () => {
  const { client: publicClient, asked } = client(() => true)
  const isSolver = solverCheck(publicClient, registry, { most: 1 })
  for (const account of [solver, other, solver] as const) await isSolver(account)
  expect(asked).toHaveLength(3)
})

test('behavior: a chain that does not answer says nothing, and is asked again', async () => {
  let down = true
  const { client: publicClient } = client(() => {
    if (down) throw new Error('connection refused')
    return true
  })
  const isSolver = solverCheck(publicClient, registry)
  await expect(isSolver(solver)).rejects.toThrow()
  down = false
  expect(await isSolver(solver)).toBe(true)
})
