import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Hex } from 'viem'

/** sha256(topic ‖ bytes)[0..20]. Never the intent's own hash: a forged copy would then shadow the real one. */
export function messageIdBytes(topic: string, bytes: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(topic), bytes)).subarray(0, 20)
}

export const messageId = (topic: string, bytes: Uint8Array): Hex => `0x${bytesToHex(messageIdBytes(topic, bytes))}`
