import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { generateKeyPair, generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { type Identify, identify } from '@libp2p/identify'
import type { Libp2p, PeerId } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { createLibp2p } from 'libp2p'
import { type MarketGossip, marketGossip } from './gossip.ts'

export type Transport = Libp2p<{ identify: Identify; gossip: MarketGossip }>

export interface TransportParameters {
  /** Multiaddrs to listen on. */
  listen: readonly string[]
  /** Gossip topics. */
  topics: readonly string[]
  /** 32 bytes of an Ed25519 seed. Default: a new identity each time. */
  privateKey?: Uint8Array
  /** Peers to keep out. */
  isBanned: (peer: string) => boolean
}

/** A libp2p host with TCP, WebSocket, noise, yamux, identify and gossipsub, not started yet. */
export async function createTransport({
  listen,
  topics,
  privateKey,
  isBanned,
}: TransportParameters): Promise<Transport> {
  const denyBanned = (peer: PeerId) => isBanned(peer.toString())
  return createLibp2p({
    start: false,
    privateKey: privateKey ? await generateKeyPairFromSeed('Ed25519', privateKey) : await generateKeyPair('Ed25519'),
    addresses: { listen: [...listen] },
    transports: [tcp(), webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), gossip: marketGossip(topics) },
    connectionGater: {
      denyDialPeer: denyBanned,
      denyInboundEncryptedConnection: denyBanned,
    },
    connectionManager: {
      maxConnections: 128,
      // The default of 5 a second per host refuses honest nodes that start together on one machine.
      inboundConnectionThreshold: 64,
      maxIncomingPendingConnections: 32,
    },
  })
}
