import type { MessageInitShape } from '@bufbuild/protobuf'
import { hexToBytes } from 'viem'
import type { ComputeIntent, SignedIntent } from '../intent/ComputeIntent.ts'
import { readAddress, readBytes, readList, readPresent, readSlug, readText, readUint256 } from './decodeField.ts'
import { writeAddress, writeUint32, writeUint64, writeUint256 } from './encodeField.ts'
import * as pb from './generated/walras/v1/intent_pb.ts'
import { wireLimits } from './limits.ts'
import { decodeMessage, encodeMessage } from './message.ts'

function writeIntent(intent: ComputeIntent): MessageInitShape<typeof pb.ComputeIntentSchema> {
  return {
    recipient: writeAddress('recipient', intent.recipient),
    workload: intent.workload,
    work: writeUint256('work', intent.work),
    minWork: writeUint256('minWork', intent.minWork),
    hardware: intent.hardware.map(({ gpuClass, speed }) => ({ gpuClass, speed: writeUint256('speed', speed) })),
    regions: [...intent.regions],
    minTier: writeUint32('minTier', intent.minTier),
    startAfter: writeUint64('startAfter', intent.startAfter),
    finishBy: writeUint64('finishBy', intent.finishBy),
    minUnits: writeUint256('minUnits', intent.minUnits),
    maxPools: writeUint32('maxPools', intent.maxPools),
    contiguous: intent.contiguous,
  }
}

function readIntent(message: pb.ComputeIntent): ComputeIntent {
  return {
    recipient: readAddress('recipient', message.recipient),
    workload: readText('workload', message.workload, wireLimits.workloadBytes),
    work: readUint256('work', message.work),
    minWork: readUint256('minWork', message.minWork),
    hardware: readList('hardware', message.hardware, wireLimits.hardware, ({ gpuClass, speed }) => ({
      gpuClass: readSlug('hardware', gpuClass),
      speed: readUint256('speed', speed),
    })),
    regions: readList('regions', message.regions, wireLimits.regions, (region) => readSlug('regions', region)),
    minTier: BigInt(message.minTier),
    startAfter: message.startAfter,
    finishBy: message.finishBy,
    minUnits: readUint256('minUnits', message.minUnits),
    maxPools: BigInt(message.maxPools),
    contiguous: message.contiguous,
  }
}

export function writeSignedIntent(signed: SignedIntent): MessageInitShape<typeof pb.SignedIntentSchema> {
  return {
    intent: writeIntent(signed.intent),
    owner: writeAddress('owner', signed.owner),
    token: writeAddress('token', signed.token),
    maxPayment: writeUint256('maxPayment', signed.maxPayment),
    nonce: writeUint256('nonce', signed.nonce),
    validUntil: writeUint64('validUntil', signed.validUntil),
    signature: hexToBytes(signed.signature),
  }
}

export function readSignedIntent(message: pb.SignedIntent): SignedIntent {
  return {
    intent: readIntent(readPresent('intent', message.intent)),
    owner: readAddress('owner', message.owner),
    token: readAddress('token', message.token),
    maxPayment: readUint256('maxPayment', message.maxPayment),
    nonce: readUint256('nonce', message.nonce),
    validUntil: message.validUntil,
    signature: readBytes('signature', message.signature, wireLimits.intentSignatureBytes),
  }
}

/**
 * A signed intent as topic `intents` carries it: at most 16 KiB of protobuf, usually about 500 bytes.
 *
 * @throws {@link WalrasError} `wire/unencodable` when a field does not fit its type on the wire.
 */
export function encodeSignedIntent(signed: SignedIntent): Uint8Array {
  return encodeMessage(pb.SignedIntentSchema, wireLimits.intentBytes, () => writeSignedIntent(signed))
}

/**
 * The reverse of {@link encodeSignedIntent}, for bytes of a stranger. Says nothing about the rules of an intent
 * (`checkIntent`) or its signature (`verifyIntent`).
 *
 * @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else.
 * @example
 * ```ts
 * const signed = decodeSignedIntent(encodeSignedIntent(signed))
 * ```
 */
export function decodeSignedIntent(bytes: Uint8Array): SignedIntent {
  return decodeMessage(pb.SignedIntentSchema, bytes, wireLimits.intentBytes, readSignedIntent)
}
