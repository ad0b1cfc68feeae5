import { afterEach, expect, test } from 'vitest'
import { createTransport, type Transport } from './createTransport.ts'

let transport: Transport | undefined
afterEach(() => transport?.stop())

test('behavior: a remembered message does not keep the RPC around it in memory', async () => {
  transport = await createTransport({ listen: [], topics: ['/topic'], isBanned: () => false })
  const { mcache } = transport.services.gossip as unknown as {
    mcache: {
      put(id: object, message: object, validated: boolean): void
      get(id: Uint8Array): { data: Uint8Array } | undefined
    }
  }
  const rpc = new Uint8Array(4 * 1024 * 1024).fill(7)
  const msgId = Uint8Array.of(1)
  mcache.put({ msgId, msgIdStr: '0x01' }, { topic: '/topic', data: rpc.subarray(100, 200) }, true)
  const kept = mcache.get(msgId)
  expect(kept?.data).toEqual(rpc.slice(100, 200))
  expect(kept?.data.buffer.byteLength).toBe(100)
})
