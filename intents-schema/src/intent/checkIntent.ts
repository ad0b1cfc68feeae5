import type { Address } from 'viem'
import { isAddress, isAddressEqual, isHex, maxUint256, size, zeroAddress } from 'viem'
import { isSlug } from '../catalogue/slug.ts'
import { WalrasError } from '../errors/WalrasError.ts'
import type { ComputeIntent, UnsignedIntent } from './ComputeIntent.ts'

/** Bounds of an intent. They bound the gas of its checks on chain and the size of its message (16 KiB). */
export const intentLimits = {
  hardware: 16,
  regions: 16,
  maxPools: 255n,
  maxTier: 3n,
  workloadBytes: 512,
  /** Speeds from a thousandth to a thousand H100s: far beyond any hardware in the catalogue. */
  minSpeed: 1_000n,
  maxSpeed: 1_000_000_000n,
  /** 2^96: far beyond any job or wallet, and products of two of them still fit 256 bits on chain. */
  amount: 2n ** 96n,
  /** Year 2554: a date beyond it is in milliseconds by mistake. */
  time: 2n ** 34n,
} as const

function refuse(code: string, message: string, facts: Record<string, string | number | bigint | boolean> = {}): never {
  throw new WalrasError({ code: `intent/${code}`, message, facts })
}

function checkRange(field: string, value: bigint, least: bigint, most: bigint, unit: string): void {
  if (value < least || value > most)
    refuse('out-of-range', `${field} is ${value} ${unit}; it must be between ${least} and ${most}.`, {
      field,
      value,
      least,
      most,
    })
}

function checkSlugs(field: string, slugs: readonly string[], limit: number): void {
  if (slugs.length > limit)
    refuse('too-many', `${field} has ${slugs.length} entries; at most ${limit} are allowed.`, {
      field,
      count: slugs.length,
      limit,
    })
  const seen = new Set<string>()
  for (const slug of slugs) {
    if (!isSlug(slug))
      refuse(
        'bad-slug',
        `${field} names "${slug.slice(0, 80)}"; a name is 1 to 64 lower-case letters, digits or dashes.`,
        {
          field,
        },
      )
    if (seen.has(slug)) refuse('duplicate', `${field} names "${slug}" twice.`, { field, slug })
    seen.add(slug)
  }
}

function checkAddress(field: string, address: Address): void {
  if (!isAddress(address, { strict: false }) || isAddressEqual(address, zeroAddress))
    refuse('bad-address', `${field} "${String(address).slice(0, 80)}" is not the address of anyone.`, { field })
}

function checkTerms(intent: ComputeIntent): void {
  const { work, minWork, hardware, regions, startAfter, finishBy } = intent
  checkAddress('recipient', intent.recipient)
  if (new TextEncoder().encode(intent.workload).length > intentLimits.workloadBytes)
    refuse(
      'workload-too-long',
      `workload is longer than ${intentLimits.workloadBytes} bytes; sign its content address.`,
    )
  checkRange('work', work, 1n, intentLimits.amount, 'H100-seconds')
  checkRange('minWork', minWork, 1n, work, 'H100-seconds')
  if (hardware.length === 0) refuse('no-hardware', 'hardware is empty; name at least one acceptable GPU class.')
  checkSlugs(
    'hardware',
    hardware.map(({ gpuClass }) => gpuClass),
    intentLimits.hardware,
  )
  for (const { gpuClass, speed } of hardware)
    checkRange(`speed of ${gpuClass}`, speed, intentLimits.minSpeed, intentLimits.maxSpeed, 'millionths of an H100')
  checkSlugs('regions', regions, intentLimits.regions)
  checkRange('minTier', intent.minTier, 0n, intentLimits.maxTier, '')
  checkRange('startAfter', startAfter, 0n, intentLimits.time, 'unix seconds')
  checkRange('finishBy', finishBy, startAfter + 1n, intentLimits.time, 'unix seconds')
  checkRange('minUnits', intent.minUnits, 0n, intentLimits.amount, 'GPU-seconds')
  checkRange('maxPools', intent.maxPools, 1n, intentLimits.maxPools, 'pools')
}

/**
 * The static rules of an intent: what can be said of it without a clock, a chain or a key. Wallets run it before
 * signing, nodes before spending time on a signature.
 *
 * @throws {@link WalrasError} `intent/out-of-range`, `intent/no-hardware`, `intent/duplicate`, `intent/bad-slug`,
 * `intent/too-many`, `intent/bad-address`, `intent/workload-too-long`, `intent/wrong-token`.
 */
export function checkIntent({ token }: { token: Address }, unsigned: UnsignedIntent): void {
  checkTerms(unsigned.intent)
  checkAddress('owner', unsigned.owner)
  checkAddress('token', unsigned.token)
  if (!isAddressEqual(unsigned.token, token))
    refuse('wrong-token', `This market is paid in ${token}, the intent offers ${unsigned.token}.`, { token })
  checkRange('maxPayment', unsigned.maxPayment, 1n, intentLimits.amount, 'token base units')
  checkRange('nonce', unsigned.nonce, 0n, maxUint256, '')
  checkRange('validUntil', unsigned.validUntil, 1n, intentLimits.time, 'unix seconds')
}

/** A signature is 64 or 65 bytes for an EOA; contracts may want more, within reason. */
export function checkSignatureShape(signature: string): void {
  const maxBytes = 4096
  if (!isHex(signature) || size(signature) === 0 || size(signature) > maxBytes)
    refuse('bad-signature', `The signature must be 1 to ${maxBytes} bytes of hex.`)
}
