import type { Address } from 'viem'
import { bytesToBigInt } from 'viem'
import { defaultSpeed } from '../catalogue/gpuClasses.ts'
import { WalrasError } from '../errors/WalrasError.ts'
import type { ComputeHardware, UnsignedIntent } from './ComputeIntent.ts'
import { checkIntent } from './checkIntent.ts'

export interface BuildIntentParameters {
  /** Who pays and signs. */
  owner: Address
  /** The market's payment token. */
  token: Address
  /** H100-SXM-seconds wanted. 8 H100-hours are `8n * 3600n`. */
  work: bigint
  /** Most to pay for all of `work`, in token base units (25 USDC = `25_000_000n`). */
  maxPayment: bigint
  /** Acceptable GPU classes: slugs, or slugs with the speed you measured on your own workload. */
  hardware: readonly (string | ComputeHardware)[]
  /** Latest end, unix seconds. */
  finishBy: bigint
  /** Until when the signature is good, unix seconds. */
  validUntil: bigint
  /** Least acceptable work in one fill. Default: all of it. */
  minWork?: bigint
  /** Acceptable regions. Default: anywhere. */
  regions?: readonly string[]
  /** Earliest start, unix seconds. Default: any time. */
  startAfter?: bigint
  /** Holder of the leases. Default: the owner. */
  recipient?: Address
  /** Content address of the job. Default: bare capacity. */
  workload?: string
  /** Least proof of delivery, 0..3. Default 0. */
  minTier?: bigint
  /** Least GPU-seconds from one pool in one slot. Default 1. */
  minUnits?: bigint
  /** Most pools to be spread over. Default 8. */
  maxPools?: bigint
  /** Whether the same machines are needed through consecutive slots. Default false. */
  contiguous?: boolean
  /** Permit2 nonce. Default: 256 random bits. */
  nonce?: bigint
}

function hardwareOption(option: string | ComputeHardware): ComputeHardware {
  if (typeof option !== 'string') return option
  const speed = defaultSpeed(option)
  if (speed === undefined)
    throw new WalrasError({
      code: 'intent/unknown-class',
      message: `"${option}" is not in the catalogue, so its speed is unknown. Pass { gpuClass, speed } instead.`,
      facts: { gpuClass: option },
    })
  return { gpuClass: option, speed }
}

/**
 * Makes an intent that is ready to sign: fills in defaults, looks speeds up in the catalogue, validates, explains.
 *
 * @example
 * ```ts
 * const unsigned = buildIntent({
 *   owner: account.address,
 *   token: deployment.token,
 *   work: 8n * 3600n, // 8 H100-hours
 *   maxPayment: 25_000_000n, // 25 USDC
 *   hardware: ['h100-sxm-80gb', 'h200-sxm-141gb'],
 *   regions: ['eu-north', 'eu-west'],
 *   finishBy: 1_790_000_000n,
 *   validUntil: 1_789_990_000n,
 * })
 * ```
 *
 * @throws {@link WalrasError} `intent/unknown-class`, or as {@link checkIntent}.
 */
export function buildIntent(parameters: BuildIntentParameters): UnsignedIntent {
  const { owner, token, work, maxPayment, finishBy, validUntil } = parameters
  const unsigned: UnsignedIntent = {
    owner,
    token,
    maxPayment,
    validUntil,
    nonce: parameters.nonce ?? bytesToBigInt(crypto.getRandomValues(new Uint8Array(32))),
    intent: {
      recipient: parameters.recipient ?? owner,
      workload: parameters.workload ?? '',
      work,
      minWork: parameters.minWork ?? work,
      hardware: parameters.hardware.map(hardwareOption),
      regions: parameters.regions ?? [],
      minTier: parameters.minTier ?? 0n,
      startAfter: parameters.startAfter ?? 0n,
      finishBy,
      minUnits: parameters.minUnits ?? 1n,
      maxPools: parameters.maxPools ?? 8n,
      contiguous: parameters.contiguous ?? false,
    },
  }
  checkIntent({ token }, unsigned)
  return unsigned
}
