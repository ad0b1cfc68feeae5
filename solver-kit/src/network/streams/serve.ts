import type { Connection, Stream } from '@libp2p/interface'
import type { Counters } from '../Counters.ts'
import type { Transport } from '../createTransport.ts'
import { networkLimits } from '../networkLimits.ts'
import type { PeerMeter } from '../PeerMeter.ts'
import { answer } from './frames.ts'

export interface ServeParameters {
  transport: Transport
  protocol: string
  meter: PeerMeter
  counters: Counters
  /** Frames that answer one request. May throw: the stream is then reset. */
  answers: (request: Uint8Array) => Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

/** Serves a request protocol: rate-limited per peer, with a time-out, and nothing a peer does gets out of here. */
export async function serve({ transport, protocol, meter, counters, answers }: ServeParameters): Promise<void> {
  async function handle(stream: Stream, connection: Connection): Promise<void> {
    try {
      if (!meter.take(connection.remotePeer.toString(), 'requests')) throw new Error('too many requests')
      await answer(stream, AbortSignal.timeout(networkLimits.streamTimeoutMs), answers)
      counters.add('streams.answered')
    } catch (error) {
      counters.add('streams.failed')
      stream.abort(error instanceof Error ? error : new Error(String(error)))
    }
  }
  await transport.handle(protocol, handle, { maxInboundStreams: 8, maxOutboundStreams: 8 })
}
