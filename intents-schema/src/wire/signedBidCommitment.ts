import { hexToBytes } from 'viem'
import type { SignedBidCommitment } from '../auction/Auction.ts'
import { readAddress, readHash, readPresent, readSignature } from './decodeField.ts'
import { writeAddress, writeHash } from './encodeField.ts'
import * as pb from './generated/walras/v1/auction_pb.ts'
import { decodeMessage, encodeMessage } from './message.ts'

/** Three fields and a signature are 160 bytes; the rest is room for fields of later versions. */
const maxCommitmentBytes = 1024

/** @throws {@link WalrasError} `wire/unencodable`. */
export function encodeSignedBidCommitment({ commitment, signature }: SignedBidCommitment): Uint8Array {
  return encodeMessage(pb.SignedBidCommitmentSchema, maxCommitmentBytes, () => ({
    commitment: {
      auctionHash: writeHash('auctionHash', commitment.auctionHash),
      solver: writeAddress('solver', commitment.solver),
      bidHash: writeHash('bidHash', commitment.bidHash),
    },
    signature: hexToBytes(signature),
  }))
}

/** @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else. */
export function decodeSignedBidCommitment(bytes: Uint8Array): SignedBidCommitment {
  return decodeMessage(pb.SignedBidCommitmentSchema, bytes, maxCommitmentBytes, (message) => {
    const commitment = readPresent('commitment', message.commitment)
    return {
      commitment: {
        auctionHash: readHash('auctionHash', commitment.auctionHash),
        solver: readAddress('solver', commitment.solver),
        bidHash: readHash('bidHash', commitment.bidHash),
      },
      signature: readSignature('signature', message.signature),
    }
  })
}
