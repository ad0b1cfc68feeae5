import { decodeFetchRequest, decodeReceiptRequest, encodeFetchResponse, encodeReceipt } from '@walras/intents-schema'
import type { Admission } from '../admission/Admission.ts'
import type { Transport } from '../createTransport.ts'
import { networkLimits } from '../networkLimits.ts'
import type { ReceiptLog } from '../ReceiptLog.ts'
import type { MarketNames } from '../topics.ts'
import { serve } from './serve.ts'

export interface JoinStreamsParameters {
  transport: Transport
  names: MarketNames
  admission: Admission
  receipts: ReceiptLog
}

/** Serves the stream protocols of a market: intents by id, and receipts. */
export async function joinStreams({ transport, names, admission, receipts }: JoinStreamsParameters): Promise<void> {
  const { intents, meter, counters } = admission

  await serve({
    transport,
    protocol: names.fetch,
    meter,
    counters,
    *answers(request) {
      for (const id of decodeFetchRequest(request)) {
        const signed = intents.get(id)
        if (signed) yield encodeFetchResponse(signed)
      }
    },
  })

  await serve({
    transport,
    protocol: names.receipt,
    meter,
    counters,
    async *answers(request) {
      const ids = decodeReceiptRequest(request)
      const patience = AbortSignal.timeout(networkLimits.receiptWaitMs)
      for (const receipt of await Promise.all(ids.map((id) => receipts.decided(id, patience))))
        yield encodeReceipt(receipt)
    },
  })
}
