import { type Fact, marketLensAbi, permit2Abi, settlementAbi } from '@walras/intents-schema'
import { type AbiParameter, decodeErrorResult, type Hex } from 'viem'
import type { Finding } from './Finding.ts'
import { type RuleName, ruleNames } from './rules.ts'

const errors = [...settlementAbi, ...marketLensAbi, ...permit2Abi].filter((item) => item.type === 'error')

/** `index` of a finding about the whole: type(uint256).max. */
const whole = 2n ** 256n - 1n

type Facts = Readonly<Record<string, Fact>>

/** What is wrong, in one sentence. `it` names the fill, product or purchase. */
const sentences: Record<RuleName, (facts: Facts, it: string) => string> = {
  settled: () => 'The auction has settled already.',
  expired: ({ expiryBlock, blockNumber }) => `The award was good until block ${expiryBlock}, this is ${blockNumber}.`,
  award: () => 'The award is not signed by the auctioneer for exactly this batch.',
  empty: () => 'The batch has no orders.',
  'product-order': (_, it) => `Product ${it} does not ascend by id after the one before it.`,
  'purchase-order': (_, it) => `Purchase ${it} does not ascend by (pool, slot) after the one before it.`,
  'intent-order': () => 'The order does not ascend by intent id after the one before it.',
  'fill-order': (_, it) => `Fill ${it} does not ascend by purchase after the one before it.`,
  'solver-index': ({ solver }, it) => `Product ${it} names solver ${solver}, which the batch does not have.`,
  'product-index': ({ product }, it) => `Purchase ${it} names product ${product}, which the batch does not have.`,
  'purchase-index': ({ purchase }, it) => `Fill ${it} names purchase ${purchase}, which the batch does not have.`,
  'hardware-index': ({ hardware }, it) => `Fill ${it} names option ${hardware}, which the intent does not have.`,
  'product-unused': (_, it) => `Nobody buys product ${it}.`,
  'purchase-unused': (_, it) => `No fill uses purchase ${it}.`,
  'order-empty': () => 'The order has no fills.',
  'units-zero': (_, it) => `Fill ${it} buys nothing.`,
  goods: ({ poolId }, it) => `Purchase ${it}: pool ${poolId} does not sell this product, or does not exist.`,
  gate: ({ slot }, it) => `Purchase ${it}: slot ${slot} has begun, so it is no longer traded.`,
  capacity: ({ wanted, capacity }, it) =>
    `Purchase ${it}: with these units the slot has sold ${wanted}, it holds ${capacity}.`,
  'max-price': ({ price, maxPrice }, it) => `Product ${it} costs ${price} now, its solver allowed ${maxPrice}.`,
  arithmetic: () => 'The numbers are too large to be counted.',
  hardware: (_, it) => `Fill ${it} is of another GPU class than the option it names.`,
  region: (_, it) => `Fill ${it} is in a region that the intent does not allow.`,
  tier: ({ tier, minTier }, it) => `Fill ${it} is of tier ${tier}, the intent wants at least ${minTier}.`,
  'too-early': ({ startsAt, startAfter }, it) => `Fill ${it} starts at ${startsAt}, the intent at ${startAfter}.`,
  'too-late': ({ endsAt, finishBy }, it) => `Fill ${it} ends at ${endsAt}, the intent must finish by ${finishBy}.`,
  'min-units': ({ units, minUnits }, it) => `Fill ${it} is ${units} units, the intent wants at least ${minUnits}.`,
  contiguous: (_, it) => `Fill ${it} is not the same machines in the slot after the fill before it.`,
  'max-pools': ({ pools, maxPools }) => `The order is spread over ${pools} pools, the intent allows ${maxPools}.`,
  work: ({ filledWork, minWork }) => `The order does ${filledWork} of at least ${minWork} H100-seconds.`,
  limit: ({ payment, limit }) => `The order would pay ${payment}, its limit is ${limit}.`,
  deadline: ({ signatureDeadline }) => `The signature was good until ${signatureDeadline}.`,
  nonce: () => 'The nonce is used: by another settlement, by its owner, or by an order before this one.',
  balance: () => "The owner's balance does not cover the payment.",
  allowance: () => 'The owner does not let Permit2 pull the payment.',
  unsigned: () => 'The order is not signed.',
  signature: ({ refusal }) =>
    refusal === undefined ? 'The signature is not valid.' : `The owner's contract refuses the signature: ${refusal}`,
  'signature-gas': ({ gasUsed, cap }) =>
    `Checking the signature takes ${gasUsed} gas or more; an owner's contract gets ${cap}.`,
}

function decode(reason: Hex): { error: string; facts: Record<string, Fact> } {
  try {
    const { abiItem, args, errorName } = decodeErrorResult({ abi: errors, data: reason })
    // viem knows the two errors of the language itself besides ours.
    if (errorName === ('Error' as string)) return { error: errorName, facts: { refusal: String(args?.[0]) } }
    const inputs: readonly AbiParameter[] = 'inputs' in abiItem ? abiItem.inputs : []
    const facts = inputs.map(({ name }, index) => [name || String(index), args?.[index] as Fact])
    return { error: errorName, facts: Object.fromEntries(facts) }
  } catch {
    // An error of a wallet or a token, which may be anything.
    return { error: '', facts: reason === '0x' ? {} : { refusal: reason } }
  }
}

/** A finding of the lens in plain words. */
export function describeFinding({ rule, index, reason }: { rule: number; index: bigint; reason: Hex }): Finding {
  const name = ruleNames[rule]
  if (name === undefined) throw new RangeError(`The lens knows rule ${rule}, this version does not: update solver-kit.`)
  const { error, facts } = decode(reason)
  return {
    rule: name,
    ...(index !== whole && { index: Number(index) }),
    error,
    facts,
    sentence: sentences[name](facts, String(index)),
    reason,
  }
}
