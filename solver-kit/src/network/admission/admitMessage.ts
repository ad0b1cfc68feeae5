import {
  type Bid,
  decodeBid,
  decodeOutcomeMessage,
  decodeSignedAuction,
  decodeSignedBidCommitment,
  decodeSignedIntent,
  type SettlementReport,
  type SignedAuction,
  type SignedBidCommitment,
  type SignedIntent,
  type SignedOutcome,
} from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { TopicKind } from '../topics.ts'
import type { Admission, Admitted, Origin } from './Admission.ts'
import { admitAuction } from './admitAuction.ts'
import { admitBid } from './admitBid.ts'
import { admitCommitment } from './admitCommitment.ts'
import { admitIntent } from './admitIntent.ts'
import { admitOutcome } from './admitOutcome.ts'
import { admitSettlement } from './admitSettlement.ts'

/** An admitted message, by the event that tells of it. */
export type AdmittedMessage =
  | ({ event: 'intent' } & Admitted<SignedIntent>)
  | ({ event: 'auction' } & Admitted<SignedAuction>)
  | ({ event: 'commitment' } & Admitted<SignedBidCommitment>)
  | ({ event: 'bid' } & Admitted<Bid>)
  | ({ event: 'outcome' } & Admitted<SignedOutcome>)
  | ({ event: 'settlement' } & Admitted<SettlementReport>)

/**
 * Decodes and decides: the one door for bytes of any topic, from gossip and from this machine.
 *
 * @throws {@link WalrasError} `wire/*` or the reason of the topic's own checks.
 */
export async function admitMessage(
  admission: Admission,
  kind: TopicKind,
  bytes: Uint8Array,
  origin: Origin,
  onIntentId?: (id: Hex) => void,
): Promise<AdmittedMessage> {
  switch (kind) {
    case 'intents':
      return { event: 'intent', ...(await admitIntent(admission, decodeSignedIntent(bytes), origin, onIntentId)) }
    case 'auctions':
      return { event: 'auction', ...(await admitAuction(admission, decodeSignedAuction(bytes))) }
    case 'commitments':
      return { event: 'commitment', ...(await admitCommitment(admission, decodeSignedBidCommitment(bytes), origin)) }
    case 'bids':
      return { event: 'bid', ...(await admitBid(admission, decodeBid(bytes), origin)) }
    case 'outcomes': {
      const message = decodeOutcomeMessage(bytes)
      return message.kind === 'outcome'
        ? { event: 'outcome', ...(await admitOutcome(admission, message.value)) }
        : { event: 'settlement', ...(await admitSettlement(admission, message.value, origin)) }
    }
  }
}
