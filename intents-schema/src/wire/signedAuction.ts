import { hexToBytes } from 'viem'
import type { SignedAuction } from '../auction/Auction.ts'
import { readHash, readList, readPresent, readSignature } from './decodeField.ts'
import { writeHash, writeUint64 } from './encodeField.ts'
import * as pb from './generated/walras/v1/auction_pb.ts'
import { wireLimits } from './limits.ts'
import { decodeMessage, encodeMessage } from './message.ts'

/**
 * A signed auction as topic `auctions` carries it.
 *
 * @throws {@link WalrasError} `wire/unencodable`, in particular for more than 7168 intents.
 */
export function encodeSignedAuction({ auction, signature }: SignedAuction): Uint8Array {
  return encodeMessage(pb.SignedAuctionSchema, wireLimits.frameBytes, () => ({
    auction: {
      round: writeUint64('round', auction.round),
      blockNumber: writeUint64('blockNumber', auction.blockNumber),
      blockHash: writeHash('blockHash', auction.blockHash),
      snapshotHash: writeHash('snapshotHash', auction.snapshotHash),
      firstSlot: writeUint64('firstSlot', auction.firstSlot),
      slotCount: writeUint64('slotCount', auction.slotCount),
      intentIds: auction.intentIds.map((id) => writeHash('intentIds', id)),
      commitByMs: writeUint64('commitByMs', auction.commitByMs),
      revealByMs: writeUint64('revealByMs', auction.revealByMs),
    },
    signature: hexToBytes(signature),
  }))
}

/** @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else. */
export function decodeSignedAuction(bytes: Uint8Array): SignedAuction {
  return decodeMessage(pb.SignedAuctionSchema, bytes, wireLimits.frameBytes, (message) => {
    const auction = readPresent('auction', message.auction)
    return {
      auction: {
        round: auction.round,
        blockNumber: auction.blockNumber,
        blockHash: readHash('blockHash', auction.blockHash),
        snapshotHash: readHash('snapshotHash', auction.snapshotHash),
        firstSlot: auction.firstSlot,
        slotCount: auction.slotCount,
        intentIds: readList('intentIds', auction.intentIds, wireLimits.auctionIntents, (id) =>
          readHash('intentIds', id),
        ),
        commitByMs: auction.commitByMs,
        revealByMs: auction.revealByMs,
      },
      signature: readSignature('signature', message.signature),
    }
  })
}
