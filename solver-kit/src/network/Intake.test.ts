import { TopicValidatorResult } from '@chainsafe/libp2p-gossipsub'
import type { PeerId } from '@libp2p/interface'
import { expect, test } from 'vitest'
import { testAdmission } from './admission/admission.fixture.ts'
import { Intake } from './Intake.ts'
import { deployment } from './market.fixture.ts'
import { networkLimits, topicLimits } from './networkLimits.ts'
import { PeerMeter } from './PeerMeter.ts'
import { ReceiptLog } from './ReceiptLog.ts'
import { marketNames } from './topics.ts'

const peer = { toString: () => 'peer' } as PeerId
const { topics } = marketNames(deployment)

function intake() {
  const refused: string[] = []
  const sentAway = new Set<string>()
  const receipts = new ReceiptLog()
  const value = new Intake({
    admission: testAdmission({ meter: new PeerMeter(() => 0) }),
    receipts,
    topics,
    report: () => {},
    admitted: () => {},
    refused: ({ code, action }) => refused.push(`${action} ${code}`),
    flooding: (flooder) => sentAway.add(flooder),
  })
  return { value, refused, sentAway, receipts }
}

test('default: the gate lets a message of allowed size in', () => {
  const { value, refused } = intake()
  expect(value.gate('intents', peer, new Uint8Array(10))).toBe(TopicValidatorResult.Accept)
  expect(refused).toEqual([])
})

test('error: too large for its topic', () => {
  const { value, refused } = intake()
  const bytes = new Uint8Array(topicLimits.commitments.messageBytes + 1)
  expect(value.gate('commitments', peer, bytes)).toBe(TopicValidatorResult.Reject)
  expect(refused).toEqual(['reject wire/oversized'])
})

test('behavior: beyond its rate a peer is ignored, far beyond it is sent away', () => {
  const { value, refused, sentAway } = intake()
  const bytes = new Uint8Array(10)
  for (let at = 0; at < topicLimits.auctions.burst; at++) value.gate('auctions', peer, bytes)
  expect(refused).toEqual([])
  expect(value.gate('auctions', peer, bytes)).toBe(TopicValidatorResult.Ignore)
  expect(refused).toEqual(['ignore peer/rate-limited'])
  for (let at = 1; at < networkLimits.floodMessages; at++) value.gate('auctions', peer, bytes)
  expect(sentAway.size).toBe(0)
  value.gate('auctions', peer, bytes)
  expect([...sentAway]).toEqual(['peer'])
})

test('behavior: messages on foreign topics are not looked at', () => {
  const { value } = intake()
  const msg = { type: 'unsigned' as const, topic: '/elsewhere', data: new Uint8Array(1) }
  value.receive({ msg, msgId: '0x00', propagationSource: peer })
  expect(value.processor.waiting('intents')).toBe(0)
})
