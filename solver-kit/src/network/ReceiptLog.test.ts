import { expect, test } from 'vitest'
import { ReceiptLog } from './ReceiptLog.ts'

const messageId = '0x0000000000000000000000000000000000000001'
const receipt = (status: 'pending' | 'accepted') => ({ messageId, status, code: '', message: '' }) as const

test('default: waits for the decision', async () => {
  const log = new ReceiptLog()
  log.record(receipt('pending'))
  const decided = log.decided(messageId, AbortSignal.timeout(10_000))
  log.record(receipt('accepted'))
  expect(await decided).toEqual(receipt('accepted'))
  expect(await log.decided(messageId, AbortSignal.abort())).toEqual(receipt('accepted'))
})

test('behavior: says what it knows when the signal aborts', async () => {
  const log = new ReceiptLog()
  const stop = new AbortController()
  const waiting = [log.decided(messageId, stop.signal), log.decided(messageId, stop.signal)]
  stop.abort()
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(['unknown', 'unknown'])
})
