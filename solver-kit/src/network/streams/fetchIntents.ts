import type { PeerId } from '@libp2p/interface'
import {
  decodeFetchResponse,
  encodeFetchRequest,
  intentId,
  type SignedIntent,
  wireLimits,
} from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Admission, Origin } from '../admission/Admission.ts'
import type { Transport } from '../createTransport.ts'
import { networkLimits } from '../networkLimits.ts'
import { ask } from './frames.ts'

export interface FetchParameters {
  transport: Transport
  protocol: string
  admission: Admission
  /** Peers that may have them, best first. */
  peers: readonly PeerId[]
  ids: readonly Hex[]
  signal: AbortSignal
  /** Puts one answer through admission; must not throw. */
  admit: (signed: SignedIntent, origin: Origin) => Promise<void>
}

/** Asks one peer after the other for the intents that are still missing, until none is. Answers go to `admit`. */
export async function fetchIntents(parameters: FetchParameters): Promise<void> {
  const { admission, ids, peers, signal } = parameters
  let missing = ids.filter((id) => !admission.intents.has(id))
  for (const peer of peers) {
    for (let at = 0; at < missing.length && !signal.aborted; at += wireLimits.requestIds) {
      try {
        await fetchFrom(peer, missing.slice(at, at + wireLimits.requestIds), parameters)
      } catch {
        admission.counters.add('fetch.failed')
        break
      }
    }
    missing = missing.filter((id) => !admission.intents.has(id))
    if (missing.length === 0 || signal.aborted) return
  }
}

async function fetchFrom(peer: PeerId, ids: readonly Hex[], parameters: FetchParameters): Promise<void> {
  const { transport, protocol, admission, admit } = parameters
  const signal = AbortSignal.any([parameters.signal, AbortSignal.timeout(networkLimits.streamTimeoutMs)])
  const stream = await transport.dialProtocol(peer, protocol, { signal })
  const wanted = new Set(ids)
  const admissions: Promise<void>[] = []
  try {
    for await (const frame of ask(stream, encodeFetchRequest(ids), signal)) {
      const signed = decodeFetchResponse(frame)
      // An answer to another question, or the same answer twice, is no answer.
      if (!wanted.delete(intentId(admission.deployment, signed))) throw new Error('not what was asked for')
      admission.counters.add('fetch.received')
      admissions.push(admit(signed, { peer: peer.toString(), via: 'fetch' }))
    }
  } finally {
    await Promise.all(admissions)
  }
}
