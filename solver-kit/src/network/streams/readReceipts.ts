import type { PeerId } from '@libp2p/interface'
import { decodeReceipt, encodeReceiptRequest, type Receipt, wireLimits } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Transport } from '../createTransport.ts'
import { networkLimits } from '../networkLimits.ts'
import { ask } from './frames.ts'

/** Asks a peer what it made of messages. One receipt for each id, in the order asked. */
export async function readReceipts(
  transport: Transport,
  protocol: string,
  peer: PeerId,
  messageIds: readonly Hex[],
): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for (let at = 0; at < messageIds.length; at += wireLimits.requestIds) {
    const signal = AbortSignal.timeout(networkLimits.streamTimeoutMs)
    const stream = await transport.dialProtocol(peer, protocol, { signal })
    const asked = messageIds.slice(at, at + wireLimits.requestIds)
    for await (const frame of ask(stream, encodeReceiptRequest(asked), signal)) receipts.push(decodeReceipt(frame))
  }
  return receipts
}
