import {
  type GossipSub,
  type GossipSubComponents,
  type GossipsubOpts,
  gossipsub,
  StrictNoSign,
  type TopicValidatorResult,
} from '@chainsafe/libp2p-gossipsub'
import {
  createPeerScoreParams,
  createPeerScoreThresholds,
  createTopicScoreParams,
} from '@chainsafe/libp2p-gossipsub/score'
import { bytesToHex } from 'viem'
import { messageIdBytes } from './messageId.ts'
import { networkLimits } from './networkLimits.ts'

const mebibyte = 1024 * 1024

/** As Ethereum's consensus layer: a lost message is gossiped about, and repaired, within a second. */
const heartbeatMs = 700

/**
 * Deliveries lift a peer a little, and briefly; a rejected message costs it one point times the square of its recent
 * count, so that one slip is forgiven and the ninth within a few minutes puts it on the graylist. Rates of delivery are
 * not scored: a quiet market is no fault of its peers.
 */
const topicScore = createTopicScoreParams({
  topicWeight: 1,
  timeInMeshWeight: 0.01,
  timeInMeshQuantum: 1000,
  timeInMeshCap: 300,
  firstMessageDeliveriesWeight: 0.01,
  firstMessageDeliveriesDecay: 0.9,
  firstMessageDeliveriesCap: 200,
  meshMessageDeliveriesWeight: 0,
  meshFailurePenaltyWeight: 0,
  invalidMessageDeliveriesWeight: -1,
  invalidMessageDeliveriesDecay: 0.99,
})

function options(topics: readonly string[]): Partial<GossipsubOpts> {
  return {
    // Messages authenticate themselves; a second signature by the peer would halve throughput.
    globalSignaturePolicy: StrictNoSign,
    msgIdFn: ({ topic, data }) => messageIdBytes(topic, data),
    msgIdToStrFn: (id) => bytesToHex(id),
    // Nothing is forwarded before admission has said so.
    asyncValidation: true,
    awaitRpcHandler: true,
    fallbackToFloodsub: false,
    emitSelf: false,
    // An auction lasts a second or two: the first hop goes to everybody, not only to the mesh.
    floodPublish: true,
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    D: 8,
    Dlo: 6,
    Dhi: 12,
    Dlazy: 6,
    heartbeatInterval: heartbeatMs,
    mcacheLength: Math.ceil(networkLimits.gossipMemoryMs / heartbeatMs),
    mcacheGossip: 3,
    allowedTopics: [...topics],
    // One RPC may answer an IWANT for many messages; a larger one ends the stream, and a peer can hold this much of us.
    maxInboundDataLength: 4 * mebibyte,
    // A peer that does not read loses its stream instead of filling our memory.
    maxOutboundBufferSize: 16 * mebibyte,
    maxTopicBytesPerPeer: 64 * 1024,
    decodeRpcLimits: {
      maxSubscriptions: 32,
      maxMessages: 4096,
      maxIhaveMessageIDs: 5000,
      maxIwantMessageIDs: 5000,
      maxControlMessages: 256,
      maxIdontwantMessageIDs: 512,
      maxPeerInfos: 16,
    },
    maxInboundStreams: 2,
    maxOutboundStreams: 2,
    scoreParams: createPeerScoreParams({
      topics: Object.fromEntries(topics.map((topic) => [topic, topicScore])),
      topicScoreCap: 10,
      // Many honest nodes share an address on loopback and behind one NAT.
      IPColocationFactorWeight: 0,
      appSpecificWeight: 0,
      decayInterval: 1000,
      retainScore: 10 * 60 * 1000,
    }),
    scoreThresholds: createPeerScoreThresholds({
      gossipThreshold: -20,
      publishThreshold: -40,
      graylistThreshold: -80,
      acceptPXThreshold: 100,
      opportunisticGraftThreshold: 1,
    }),
  }
}

/** What the gossip service has, and the interface it is published under leaves out. */
export interface MarketGossip extends GossipSub {
  /** By peer id: those we can send to. */
  readonly streamsOutbound: ReadonlyMap<string, unknown>
  /** Whether to forward a message that was delivered; `source` is the peer it came from. */
  reportMessageValidationResult(messageId: string, source: string, result: TopicValidatorResult): void
}

interface MessageCache {
  put(id: unknown, message: { data: Uint8Array }, validated: boolean): void
}

/**
 * Gossipsub remembers messages as windows on the RPC they came in, which can be 4 MiB around a message of 100 bytes.
 * Copies let the rest go, so that the memory a peer can hold is what it was metered for.
 */
function rememberCopies(service: MarketGossip): MarketGossip {
  const cache = (service as unknown as { mcache: MessageCache }).mcache
  const put = cache.put.bind(cache)
  cache.put = (id, message, validated) => put(id, { ...message, data: message.data.slice() }, validated)
  return service
}

/** The gossip service of a market node: only these topics, everything bounded. */
export function marketGossip(topics: readonly string[]): (components: GossipSubComponents) => MarketGossip {
  const create = gossipsub(options(topics)) as unknown as (components: GossipSubComponents) => MarketGossip
  return (components) => rememberCopies(create(components))
}
