import { marketLensAbi, settlementAbi } from '@walras/intents-schema'
import {
  createPublicClient,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
} from 'viem'
import { expect, test } from 'vitest'
import { deployment } from '../market.fixture.ts'
import { admissionChain } from './AdmissionChain.ts'
import { fundsCheck } from './fundsCheck.ts'
import { settlementCheck } from './settlementCheck.ts'

const owner = '0x2000000000000000000000000000000000000001'
const digest = `0x${'01'.repeat(32)}` as const

/** A client whose chain answers as told. */
function client(answer: (method: string, params: readonly unknown[]) => unknown) {
  const asked: string[] = []
  const request = async ({ method, params }: { method: string; params?: readonly unknown[] }) => {
    asked.push(method)
    return answer(method, params ?? [])
  }
  return { asked, client: createPublicClient({ transport: custom({ request }, { retryCount: 0 }) }) }
}

test('default: whether an address has code, asked once', async () => {
  const { client: publicClient, asked } = client(() => '0xef0100')
  const chain = admissionChain(publicClient)
  expect(await Promise.all([chain.hasCode(owner), chain.hasCode(owner)])).toEqual([true, true])
  expect(asked).toEqual(['eth_getCode'])
  expect(await admissionChain(client(() => '0x').client).hasCode(owner)).toBe(false)
})

test('behavior: ERC-1271 says yes with its magic value only', async () => {
  const says = (value: string) => admissionChain(client(() => value).client).isValidSignature(owner, digest, '0x01')
  expect(await says(`0x1626ba7e${'00'.repeat(28)}`)).toBe(true)
  expect(await says(`0xffffffff${'00'.repeat(28)}`)).toBe(false)
  expect(await says('0x')).toBe(false)
})

test('behavior: a contract that reverts says no, a chain that does not answer says nothing', async () => {
  const reverts = client(() => {
    throw Object.assign(new Error('execution reverted'), { code: 3, data: '0x08c379a0' })
  })
  expect(await admissionChain(reverts.client).isValidSignature(owner, digest, '0x01')).toBe(false)
  const silent = client(() => {
    throw new Error('connection refused')
  })
  await expect(admissionChain(silent.client).isValidSignature(owner, digest, '0x01')).rejects.toThrow()
  await expect(admissionChain(silent.client).hasCode(owner)).rejects.toThrow()
})

test('default: funds of a batch in one call of the lens', async () => {
  const { client: publicClient, asked } = client((_, [call]) => {
    const { args } = decodeFunctionData({ abi: marketLensAbi, data: (call as { data: `0x${string}` }).data })
    expect(args).toEqual([
      [owner, owner],
      [7n, 8n],
    ])
    return encodeFunctionResult({
      abi: marketLensAbi,
      functionName: 'funds',
      result: [
        [5n, 6n],
        [1n, 2n],
        [false, true],
      ],
    })
  })
  const funds = await fundsCheck(
    publicClient,
    deployment,
  )([
    { owner, nonce: 7n },
    { owner, nonce: 8n },
  ])
  expect(funds).toEqual([
    { balance: 5n, allowance: 1n, nonceUsed: false },
    { balance: 6n, allowance: 2n, nonceUsed: true },
  ])
  expect(asked).toEqual(['eth_call'])
})

test('default: a report is true when the settlement’s own event says so', async () => {
  const auctionHash = `0x${'0b'.repeat(32)}` as const
  const report = { auctionHash, batchHash: digest, status: 'settled', transactionHash: digest, reason: '' } as const
  const [topic] = encodeEventTopics({ abi: settlementAbi, eventName: 'BatchSettled' })
  const log = (address: string, hash: string) => ({
    address,
    topics: [topic, hash],
    data: encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'uint256' }, { type: 'uint256' }],
      [digest, 1n, 1n, 0n, 0n],
    ),
  })
  const check = (receipt: object | null, status: 'settled' | 'reverted' = 'settled') =>
    settlementCheck(client(() => receipt).client, deployment)({ ...report, status })
  const { settlement } = deployment
  expect(await check({ status: '0x1', to: owner, logs: [log(settlement, auctionHash)] })).toBe(true)
  expect(await check({ status: '0x1', to: owner, logs: [log(owner, auctionHash)] })).toBe(false)
  expect(await check({ status: '0x1', to: settlement, logs: [log(settlement, digest)] })).toBe(false)
  expect(await check({ status: '0x0', to: settlement, logs: [] }, 'reverted')).toBe(true)
  expect(await check({ status: '0x1', to: settlement, logs: [] }, 'reverted')).toBe(false)
  expect(await check(null)).toBe(false)
})
