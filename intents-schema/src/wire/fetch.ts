import type { Hex } from 'viem'
import type { SignedIntent } from '../intent/ComputeIntent.ts'
import { readHash, readList, readPresent } from './decodeField.ts'
import { writeHash } from './encodeField.ts'
import * as pb from './generated/walras/v1/streams_pb.ts'
import { wireLimits } from './limits.ts'
import { decodeMessage, encodeMessage } from './message.ts'
import { readSignedIntent, writeSignedIntent } from './signedIntent.ts'

/** A request for intents by id, at most 256 of them. @throws {@link WalrasError} `wire/unencodable`. */
export function encodeFetchRequest(intentIds: readonly Hex[]): Uint8Array {
  return encodeMessage(pb.FetchRequestSchema, wireLimits.intentBytes, () => ({
    intentIds: intentIds.map((id) => writeHash('intentIds', id)),
  }))
}

/** @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else. */
export function decodeFetchRequest(bytes: Uint8Array): Hex[] {
  return decodeMessage(pb.FetchRequestSchema, bytes, wireLimits.intentBytes, ({ intentIds }) =>
    readList('intentIds', intentIds, wireLimits.requestIds, (id) => readHash('intentIds', id)),
  )
}

/** Room for the field tag and length around an intent of full size. */
const maxFetchResponseBytes = wireLimits.intentBytes + 8

/** One frame of the answer. @throws {@link WalrasError} `wire/unencodable`. */
export function encodeFetchResponse(signed: SignedIntent): Uint8Array {
  return encodeMessage(pb.FetchResponseSchema, maxFetchResponseBytes, () => ({ intent: writeSignedIntent(signed) }))
}

/** @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else. */
export function decodeFetchResponse(bytes: Uint8Array): SignedIntent {
  return decodeMessage(pb.FetchResponseSchema, bytes, maxFetchResponseBytes, ({ intent }) =>
    readSignedIntent(readPresent('intent', intent)),
  )
}
