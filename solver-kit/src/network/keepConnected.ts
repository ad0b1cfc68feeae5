import type { PeerId } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { Transport } from './createTransport.ts'

/** First and longest pause between attempts: a restarted bootstrap node is back in the mesh within seconds. */
const firstPauseMs = 250
const longestPauseMs = 5000

/**
 * Keeps a connection to an address for as long as the signal is not aborted, whoever drops it. libp2p's own keep-alive
 * gives up after a few attempts.
 */
export function keepConnected(transport: Transport, address: string, signal: AbortSignal): void {
  // A market file names every way in, our own too.
  if (address.endsWith(`/p2p/${transport.peerId}`)) return
  let peer: PeerId | undefined
  let pauseMs = firstPauseMs
  let timer: NodeJS.Timeout | undefined

  function schedule(afterMs: number): void {
    clearTimeout(timer)
    if (!signal.aborted) timer = setTimeout(connect, afterMs).unref()
  }
  async function connect(): Promise<void> {
    try {
      peer = (await transport.dial(multiaddr(address), { signal })).remotePeer
      pauseMs = firstPauseMs
    } catch {
      schedule(pauseMs)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
  function reconnect({ detail }: { detail: PeerId }): void {
    if (peer?.equals(detail)) schedule(0)
  }
  transport.addEventListener('peer:disconnect', reconnect)
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    transport.removeEventListener('peer:disconnect', reconnect)
  })
  void connect()
}
