import { createPublicClient, custom, HttpRequestError } from 'viem'
import { describe, expect, test } from 'vitest'
import { checkTrials, trialAward } from './trialAward.ts'

const auctioneer = `0x${'a'.repeat(40)}` as const
const magic = `0x1626ba7e${'0'.repeat(56)}`

/** A node that answers `eth_call`, and what it was asked. */
function node(answer: (params: unknown[]) => unknown) {
  const asked: unknown[][] = []
  const request = async ({ method, params }: { method: string; params: unknown[] }) => {
    if (method !== 'eth_call') throw new Error(method)
    asked.push(params)
    return answer(params)
  }
  return { asked, client: createPublicClient({ transport: custom({ request }, { retryCount: 0 }) }) }
}

describe('checkTrials', () => {
  test('default: asks with code at the auctioneer’s account, and as the auctioneer', async () => {
    const { client, asked } = node(() => magic)
    await checkTrials(client, auctioneer)
    const [override] = trialAward(auctioneer).stateOverride
    expect(asked).toMatchObject([
      [{ from: auctioneer, to: auctioneer }, 'latest', { [auctioneer]: { code: override?.code } }],
    ])
  })

  test('error: a node that ignores the override, and one that refuses it', async () => {
    const ignores = node(() => '0x').client
    await expect(checkTrials(ignores, auctioneer)).rejects.toMatchObject({ code: 'market/no-state-override' })
    const other = node(() => `0xffffffff${'0'.repeat(56)}`).client
    await expect(checkTrials(other, auctioneer)).rejects.toMatchObject({ code: 'market/no-state-override' })
    const refuses = node(() => Promise.reject(new Error('too many arguments, want at most 2'))).client
    await expect(checkTrials(refuses, auctioneer)).rejects.toThrow(/^The node does not take a state override/)
  })
  test('error: a node that does not answer is not blamed for it', async () => {
    const silent = node(() => Promise.reject(new HttpRequestError({ url: 'http://127.0.0.1:1' }))).client
    await expect(checkTrials(silent, auctioneer)).rejects.not.toMatchObject({ code: 'market/no-state-override' })
  })
})
