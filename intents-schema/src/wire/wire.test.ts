import fc from 'fast-check'
import { bytesToHex, getAddress, hexToBytes } from 'viem'
import { describe, expect, test } from 'vitest'
import { bidStatuses, type SignedOutcome } from '../auction/Outcome.ts'
import { WalrasError } from '../errors/WalrasError.ts'
import { decodeBid, encodeBid } from './bid.ts'
import { decodeFetchRequest, decodeFetchResponse, encodeFetchRequest, encodeFetchResponse } from './fetch.ts'
import { fromJson, type JsonTypeName, toJson } from './json.ts'
import { decodeOutcomeMessage, encodeOutcomeMessage, settlementStatuses } from './outcomeMessage.ts'
import { decodeReceipt, decodeReceiptRequest, encodeReceipt, encodeReceiptRequest, receiptStatuses } from './receipt.ts'
import { decodeSignedAuction, encodeSignedAuction } from './signedAuction.ts'
import { decodeSignedBidCommitment, encodeSignedBidCommitment } from './signedBidCommitment.ts'
import { decodeSignedIntent, encodeSignedIntent } from './signedIntent.ts'

const hex = (least: number, most = least) =>
  fc.uint8Array({ minLength: least, maxLength: most }).map((bytes) => bytesToHex(bytes))
const hash = hex(32)
const address = hex(20).map((value) => getAddress(value))
const signature = fc.oneof(hex(64), hex(65))
const uint = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })
const int256 = fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n })
const index = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const byte = fc.integer({ min: 0, max: 255 })
const text = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength: maxLength / 8 })

const signedIntent = fc.record({
  intent: fc.record({
    recipient: address,
    workload: text(512),
    work: uint(256),
    minWork: uint(256),
    hardware: fc.array(fc.record({ gpuClass: text(64), speed: uint(256) }), { maxLength: 16 }),
    regions: fc.array(text(64), { maxLength: 16 }),
    minTier: uint(32),
    startAfter: uint(64),
    finishBy: uint(64),
    minUnits: uint(256),
    maxPools: uint(32),
    contiguous: fc.boolean(),
  }),
  owner: address,
  token: address,
  maxPayment: uint(256),
  nonce: uint(256),
  validUntil: uint(64),
  signature: hex(0, 300),
})

const signedAuction = fc.record({
  auction: fc.record({
    round: uint(64),
    blockNumber: uint(64),
    blockHash: hash,
    snapshotHash: hash,
    firstSlot: uint(64),
    slotCount: uint(64),
    intentIds: fc.array(hash, { maxLength: 20 }),
    commitByMs: uint(64),
    revealByMs: uint(64),
  }),
  signature,
})

const signedBidCommitment = fc.record({
  commitment: fc.record({ auctionHash: hash, solver: address, bidHash: hash }),
  signature,
})

const fill = fc.record({ intent: index, pool: index, slot: uint(64), hardware: byte, units: uint(256) })
const product = fc.record({
  gpuClass: hash,
  region: hash,
  tier: byte,
  slot: uint(64),
  margin: uint(256),
  maxPrice: uint(256),
})
const solution = fc.record({ fills: fc.array(fill, { maxLength: 8 }), products: fc.array(product, { maxLength: 4 }) })
const certificate = fc.record({ prices: fc.array(uint(53), { maxLength: 8 }), gasPrice: uint(53) })
const bid = fc.record(
  {
    auctionHash: hash,
    solver: address,
    solutions: fc.array(solution, { maxLength: 3 }),
    certificate,
    salt: hash,
  },
  { requiredKeys: ['auctionHash', 'solver', 'solutions', 'salt'] },
)

const signedAward = fc.record({
  award: fc.record({ auctionHash: hash, batchHash: hash, expiryBlock: uint(64) }),
  signature,
})
const signedOutcome = fc.record(
  {
    outcome: fc.record({
      auctionHash: hash,
      total: int256,
      bound: uint(256),
      bids: fc.array(
        fc.record({
          solver: address,
          bidHash: hash,
          status: fc.constantFrom(...bidStatuses),
          score: int256,
          marginal: int256,
          bound: uint(256),
          solution: index,
          code: text(64),
          reason: text(224),
        }),
        { maxLength: 5 },
      ),
      unserved: fc.array(fc.record({ intent: index, code: text(32), reason: text(96) }), { maxLength: 5 }),
    }),
    signature,
    award: signedAward,
  },
  { requiredKeys: ['outcome', 'signature'] },
)
const settlement = fc.record({
  auctionHash: hash,
  batchHash: hash,
  status: fc.constantFrom(...settlementStatuses),
  transactionHash: hash,
  reason: text(512),
})
const outcomeMessage = fc.oneof(
  signedOutcome.map((value) => ({ kind: 'outcome' as const, value })),
  settlement.map((value) => ({ kind: 'settlement' as const, value })),
)
const receipt = fc.record(
  {
    messageId: hex(20),
    status: fc.constantFrom(...receiptStatuses),
    code: text(64),
    message: text(512),
    intentId: hash,
  },
  { requiredKeys: ['messageId', 'status', 'code', 'message'] },
)

interface Codec<T> {
  name: string
  json?: JsonTypeName
  values: fc.Arbitrary<T>
  encode: (value: T) => Uint8Array
  decode: (bytes: Uint8Array) => T
}

const codec = <T>(value: Codec<T>) => value as Codec<unknown>
const codecs = [
  codec({
    name: 'SignedIntent',
    json: 'SignedIntent',
    values: signedIntent,
    encode: encodeSignedIntent,
    decode: decodeSignedIntent,
  }),
  codec({
    name: 'SignedAuction',
    json: 'SignedAuction',
    values: signedAuction,
    encode: encodeSignedAuction,
    decode: decodeSignedAuction,
  }),
  codec({
    name: 'SignedBidCommitment',
    json: 'SignedBidCommitment',
    values: signedBidCommitment,
    encode: encodeSignedBidCommitment,
    decode: decodeSignedBidCommitment,
  }),
  codec({ name: 'Bid', json: 'Bid', values: bid, encode: encodeBid, decode: decodeBid }),
  codec<SignedOutcome>({
    name: 'SignedOutcome',
    json: 'SignedOutcome',
    values: signedOutcome,
    encode: (value) => encodeOutcomeMessage({ kind: 'outcome', value }),
    decode: (bytes) => {
      const message = decodeOutcomeMessage(bytes)
      if (message.kind === 'outcome') return message.value
      // A mutation may have made it the other kind.
      throw new WalrasError({ code: 'wire/malformed', message: 'No outcome.' })
    },
  }),
  codec({ name: 'OutcomeMessage', values: outcomeMessage, encode: encodeOutcomeMessage, decode: decodeOutcomeMessage }),
  codec({
    name: 'FetchRequest',
    values: fc.array(hash, { maxLength: 20 }),
    encode: encodeFetchRequest,
    decode: decodeFetchRequest,
  }),
  codec({ name: 'FetchResponse', values: signedIntent, encode: encodeFetchResponse, decode: decodeFetchResponse }),
  codec({
    name: 'ReceiptRequest',
    values: fc.array(hex(20), { maxLength: 20 }),
    encode: encodeReceiptRequest,
    decode: decodeReceiptRequest,
  }),
  codec({ name: 'Receipt', json: 'Receipt', values: receipt, encode: encodeReceipt, decode: decodeReceipt }),
]

/** Runs a decoder on a stranger's bytes: a value or a WalrasError of the wire, never anything else. */
function survives(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  try {
    decode(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(WalrasError)
    expect((error as WalrasError).code).toMatch(/^wire\/(malformed|oversized)$/)
  }
}

describe.each(codecs)('$name', ({ values, encode, decode, json }) => {
  test('default: what is encoded is decoded again', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decode(encode(value))).toEqual(value)
      }),
    )
  })

  test('behavior: random bytes make a value or a wire error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => survives(decode, bytes)),
      { numRuns: 500 },
    )
  })

  test('behavior: mutated messages make a value or a wire error', () => {
    const mutations = fc.array(fc.tuple(fc.nat(), byte, fc.constantFrom('set', 'insert', 'delete', 'cut')), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(values, mutations, (value, edits) => {
        const bytes = [...encode(value)]
        for (const [at, replacement, edit] of edits) {
          const position = bytes.length === 0 ? 0 : at % bytes.length
          if (edit === 'set') bytes[position] = replacement
          else if (edit === 'insert') bytes.splice(position, 0, replacement)
          else bytes.splice(position, edit === 'delete' ? 1 : bytes.length)
        }
        survives(decode, Uint8Array.from(bytes))
      }),
      { numRuns: 500 },
    )
  })

  test('behavior: unknown fields are ignored', () => {
    // Field 15, length-delimited, 3 bytes.
    const extra = [0x7a, 3, 1, 2, 3]
    fc.assert(
      fc.property(values, (value) => {
        expect(decode(Uint8Array.from([...encode(value), ...extra]))).toEqual(value)
      }),
      { numRuns: 20 },
    )
  })

  test.runIf(json)('behavior: JSON and back', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(fromJson(json as JsonTypeName, JSON.stringify(toJson(value)))).toEqual(value)
      }),
    )
  })
})

const code = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof WalrasError) return error.code
    throw error
  }
  return 'no error'
}

describe('limits', () => {
  const [intent] = fc.sample(signedIntent, 1)
  const [goodBid] = fc.sample(bid, 1)
  if (!intent || !goodBid) throw new Error('no sample')

  test('error: a message over its size is not parsed', () => {
    expect(code(() => decodeSignedIntent(new Uint8Array(16 * 1024 + 1)))).toBe('wire/oversized')
    expect(code(() => decodeBid(new Uint8Array(256 * 1024 + 1)))).toBe('wire/oversized')
  })

  test('error: more entries than allowed', () => {
    const hardware = Array.from({ length: 17 }, (_, at) => ({ gpuClass: `class-${at}`, speed: 1n }))
    const bytes = encodeSignedIntent({ ...intent, intent: { ...intent.intent, hardware } })
    expect(code(() => decodeSignedIntent(bytes))).toBe('wire/oversized')
    const four = { ...goodBid, solutions: Array.from({ length: 4 }, () => ({ fills: [], products: [] })) }
    expect(code(() => decodeBid(encodeBid(four)))).toBe('wire/oversized')
    const one = { intent: 0, pool: 0, slot: 0n, hardware: 0, units: 1n }
    const many = { fills: Array.from({ length: 4097 }, () => one), products: [] }
    expect(code(() => decodeBid(encodeBid({ ...goodBid, solutions: [many, many] })))).toBe('wire/oversized')
  })

  test('error: integers that are not minimal, or longer than 32 bytes', () => {
    // SignedIntent.nonce is field 5; a later copy of a field wins.
    const withNonce = (nonce: number[]) =>
      Uint8Array.from([...encodeSignedIntent(intent), 0x2a, nonce.length, ...nonce])
    expect(code(() => decodeSignedIntent(withNonce([0, 1])))).toBe('wire/malformed')
    expect(code(() => decodeSignedIntent(withNonce(Array.from({ length: 33 }, () => 1))))).toBe('wire/oversized')
    expect(decodeSignedIntent(withNonce([1, 0])).nonce).toBe(256n)
  })

  test('error: nested groups beyond any depth', () => {
    expect(code(() => decodeSignedIntent(new Uint8Array(16 * 1024).fill(0x7b)))).toBe('wire/malformed')
  })

  test('error: values the wire cannot carry are refused on this side', () => {
    expect(code(() => encodeSignedIntent({ ...intent, nonce: 2n ** 256n }))).toBe('wire/unencodable')
    expect(code(() => encodeSignedIntent({ ...intent, nonce: -1n }))).toBe('wire/unencodable')
    expect(code(() => encodeSignedIntent({ ...intent, validUntil: 2n ** 64n }))).toBe('wire/unencodable')
    expect(code(() => encodeSignedIntent({ ...intent, owner: '0x12' }))).toBe('wire/unencodable')
    expect(code(() => encodeSignedIntent({ ...intent, signature: bytesToHex(new Uint8Array(20_000)) }))).toBe(
      'wire/unencodable',
    )
  })

  test('error: certificates beyond their bounds', () => {
    const certified = (prices: bigint[], gasPrice = 0n) => ({ ...goodBid, certificate: { prices, gasPrice } })
    const most = certified(
      Array.from({ length: 16_384 }, () => 2n ** 53n - 1n),
      2n ** 53n - 1n,
    )
    expect(decodeBid(encodeBid(most))).toEqual(most)
    expect(code(() => decodeBid(encodeBid(certified([...most.certificate.prices, 0n]))))).toBe('wire/oversized')
    expect(code(() => encodeBid(certified([2n ** 53n])))).toBe('wire/unencodable')
    expect(code(() => encodeBid(certified([], -1n)))).toBe('wire/unencodable')
    // Bid.certificate is field 5, gas_price its field 2; 2^53 takes 8 bytes.
    const gasPrice = [0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]
    const { certificate: _, ...plain } = goodBid
    const tooDear = Uint8Array.from([...encodeBid(plain), 0x2a, gasPrice.length, ...gasPrice])
    expect(code(() => decodeBid(tooDear))).toBe('wire/malformed')
    const json = (prices: unknown) => ({
      ...(toJson(plain) as object),
      certificate: { prices, gasPrice: '0' },
    })
    expect(code(() => fromJson('Bid', json(['9007199254740992'])))).toBe('wire/malformed')
    expect(code(() => fromJson('Bid', json(['-1'])))).toBe('wire/malformed')
    expect(code(() => fromJson('Bid', json(Array.from({ length: 16_385 }, () => '0'))))).toBe('wire/oversized')
  })

  test('behavior: the largest outcome fits a frame', () => {
    const word = (fill: string) => `0x${fill.repeat(32)}` as const
    const text = (length: number) => 'x'.repeat(length)
    const value = {
      outcome: {
        auctionHash: word('01'),
        total: 2n ** 255n - 1n,
        bound: 2n ** 256n - 1n,
        bids: Array.from({ length: 256 }, (_, at) => ({
          solver: getAddress(`0x${'12'.repeat(20)}`),
          bidHash: word('02'),
          status: 'unrevealed' as const,
          score: 2n ** 255n - 1n,
          marginal: -(2n ** 255n),
          bound: 2n ** 256n - 1n,
          solution: at,
          code: text(64),
          reason: text(224),
        })),
        unserved: Array.from({ length: 1000 }, (_, at) => ({ intent: 6168 + at, code: text(32), reason: text(96) })),
      },
      signature: `0x${'03'.repeat(65)}` as const,
      award: {
        award: { auctionHash: word('01'), batchHash: word('04'), expiryBlock: 2n ** 64n - 1n },
        signature: `0x${'03'.repeat(65)}` as const,
      },
    }
    const message = { kind: 'outcome' as const, value }
    expect(decodeOutcomeMessage(encodeOutcomeMessage(message))).toEqual(message)
    const more = {
      ...value,
      outcome: { ...value.outcome, unserved: [...value.outcome.unserved, { intent: 1, code: '', reason: '' }] },
    }
    expect(code(() => fromJson('SignedOutcome', toJson(more)))).toBe('wire/oversized')
  })

  test('behavior: the largest auction fits a frame', () => {
    const ids = Array.from({ length: 7168 }, (_, at) => bytesToHex(hexToBytes(`0x${at.toString(16)}`, { size: 32 })))
    const [sample] = fc.sample(signedAuction, 1)
    if (!sample) throw new Error('no sample')
    const large = { ...sample, auction: { ...sample.auction, intentIds: ids } }
    expect(decodeSignedAuction(encodeSignedAuction(large))).toEqual(large)
  })
})

describe('fromJson', () => {
  test('error: names the path of the field', () => {
    const [good] = fc.sample(signedIntent, 1)
    const json = toJson(good) as { intent: { work: unknown } }
    json.intent.work = 12
    expect(() => fromJson('SignedIntent', json)).toThrowErrorMatchingInlineSnapshot(
      `[WalrasError: intent.work must be a decimal string.]`,
    )
    expect(code(() => fromJson('SignedIntent', '{'))).toBe('wire/malformed')
    expect(code(() => fromJson('SignedIntent', null))).toBe('wire/malformed')
    expect(code(() => fromJson('SignedOutcome', null))).toBe('wire/malformed')
  })

  test('behavior: any JSON makes a value or a wire error', () => {
    const names: JsonTypeName[] = ['SignedIntent', 'Bid', 'SignedOutcome', 'Snapshot', 'Receipt', 'SettlementReport']
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) =>
        survives(() => fromJson(name, value), new Uint8Array()),
      ),
    )
  })
})
