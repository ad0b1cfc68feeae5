import { type Hex, hexToBytes } from 'viem'
import { readFixed, readHash, readList, readOneOf, readText } from './decodeField.ts'
import { writeFixed } from './encodeField.ts'
import * as pb from './generated/walras/v1/streams_pb.ts'
import { wireLimits } from './limits.ts'
import { decodeMessage, encodeMessage } from './message.ts'

export const receiptStatuses = ['accepted', 'refused', 'pending', 'unknown'] as const

/** What a peer made of one message. */
export interface Receipt {
  /** sha256(topic ‖ bytes)[0..20]. */
  messageId: Hex
  /** `pending`: still in its queue. `unknown`: never arrived, or so long ago that the peer has forgotten. */
  status: (typeof receiptStatuses)[number]
  /** '' or the stable code of the refusal. */
  code: string
  /** '' or one sentence for people. */
  message: string
  /** Where the message was an intent that could be read. */
  intentId?: Hex
}

const messageIdBytes = 20
const maxReceiptBytes = 4096

/** @throws {@link WalrasError} `wire/unencodable`. */
export function encodeReceiptRequest(messageIds: readonly Hex[]): Uint8Array {
  return encodeMessage(pb.ReceiptRequestSchema, wireLimits.intentBytes, () => ({
    messageIds: messageIds.map((id) => writeFixed('messageIds', id, messageIdBytes)),
  }))
}

/** @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else. */
export function decodeReceiptRequest(bytes: Uint8Array): Hex[] {
  return decodeMessage(pb.ReceiptRequestSchema, bytes, wireLimits.intentBytes, ({ messageIds }) =>
    readList('messageIds', messageIds, wireLimits.requestIds, (id) => readFixed('messageIds', id, messageIdBytes)),
  )
}

/** @throws {@link WalrasError} `wire/unencodable`. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  return encodeMessage(pb.ReceiptSchema, maxReceiptBytes, () => ({
    messageId: writeFixed('messageId', receipt.messageId, messageIdBytes),
    status: receipt.status,
    code: receipt.code,
    message: receipt.message.slice(0, wireLimits.reasonCharacters),
    intentId: hexToBytes(receipt.intentId ?? '0x'),
  }))
}

/** @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else. */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  return decodeMessage(pb.ReceiptSchema, bytes, maxReceiptBytes, (message) => ({
    messageId: readFixed('messageId', message.messageId, messageIdBytes),
    status: readOneOf('status', message.status, receiptStatuses),
    code: readText('code', message.code, wireLimits.codeCharacters),
    message: readText('message', message.message, wireLimits.reasonCharacters),
    ...(message.intentId.length > 0 && { intentId: readHash('intentId', message.intentId) }),
  }))
}
