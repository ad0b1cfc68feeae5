import type { Hex } from 'viem'
import { slugId } from './slug.ts'

/** A kind of hardware that buyers can name. All figures are per GPU, peak, as the vendor states them. */
export interface GpuClass {
  /** The name in intents and, hashed, on chain. */
  slug: string
  name: string
  vendor: 'NVIDIA' | 'AMD'
  /** Gigabytes of memory on one GPU, as sold. */
  memoryGigabytes: number
  /**
   * Gigaflop/s of dense matrix multiplication: no sparsity, 32-bit accumulation where the vendor distinguishes it.
   * An integer, so that speeds follow from it exactly: 989_400n is 989.4 TFLOP/s.
   */
  gigaflops: bigint
  /** Format of `gigaflops`: `fp16` where the hardware has no bf16 matrix units. */
  format: 'bf16' | 'fp16'
  /** Gigabytes per second between one GPU and its memory. */
  gigabytesPerSecond: number
  /** Where the figures are from, and what was done to them. */
  source: string
}

const halved = 'the printed figure is with sparsity, halved here'
const h100Whitepaper =
  'NVIDIA H100 Tensor Core GPU Architecture whitepaper, performance table: BF16 989.4 | 1978.9 (sparse)'
const a100Datasheet = 'NVIDIA A100 datasheet, specifications: BFLOAT16 312 | 624 (sparse)'
const v100Datasheet = 'NVIDIA V100 datasheet, specifications: deep learning (fp16 tensor)'
const ga102Whitepaper = 'NVIDIA Ampere GA102 GPU Architecture whitepaper v2: BF16 tensor with FP32 accumulate'
const adaWhitepaper = 'NVIDIA Ada GPU Architecture whitepaper: BF16 tensor with FP32 accumulate'

/**
 * The GPU classes Walras knows by name. A market is not bound to them: any slug may be traded, but one that is not
 * here has no name, no figures and no default speed. `docs/facts.md` says which figures were compared with what.
 */
export const gpuClasses: readonly GpuClass[] = [
  {
    slug: 'h100-sxm-80gb',
    name: 'NVIDIA H100 SXM 80 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 80,
    gigaflops: 989_400n,
    format: 'bf16',
    gigabytesPerSecond: 3350,
    source: `${h100Whitepaper}; bandwidth: NVIDIA H100 datasheet`,
  },
  {
    slug: 'h100-pcie-80gb',
    name: 'NVIDIA H100 PCIe 80 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 80,
    gigaflops: 756_000n,
    format: 'bf16',
    gigabytesPerSecond: 2000,
    source: `NVIDIA H100 datasheet, PCIe column: BFLOAT16 1513 (${halved}, as the whitepaper's 756)`,
  },
  {
    slug: 'h200-sxm-141gb',
    name: 'NVIDIA H200 SXM 141 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 141,
    gigaflops: 989_400n,
    format: 'bf16',
    gigabytesPerSecond: 4800,
    source: `NVIDIA H200 datasheet: BFLOAT16 1979 (${halved}); the chip is the H100 SXM's, hence its 989.4`,
  },
  {
    slug: 'gh200-96gb',
    name: 'NVIDIA GH200 Grace Hopper 96 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 96,
    gigaflops: 989_400n,
    format: 'bf16',
    gigabytesPerSecond: 4000,
    source: `NVIDIA GH200 datasheet: BFLOAT16 1979 (${halved}); the chip is the H100 SXM's, hence its 989.4`,
  },
  {
    slug: 'b200-sxm-180gb',
    name: 'NVIDIA B200 SXM 180 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 180,
    gigaflops: 2_250_000n,
    format: 'bf16',
    gigabytesPerSecond: 8000,
    source: 'NVIDIA Blackwell architecture technical brief, HGX B200 per GPU (1000 W): FP16/BF16 dense 2.25 PFLOPS',
  },
  {
    slug: 'a100-sxm-80gb',
    name: 'NVIDIA A100 SXM 80 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 80,
    gigaflops: 312_000n,
    format: 'bf16',
    gigabytesPerSecond: 2039,
    source: a100Datasheet,
  },
  {
    slug: 'a100-pcie-80gb',
    name: 'NVIDIA A100 PCIe 80 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 80,
    gigaflops: 312_000n,
    format: 'bf16',
    gigabytesPerSecond: 1935,
    source: a100Datasheet,
  },
  {
    slug: 'a100-sxm-40gb',
    name: 'NVIDIA A100 SXM 40 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 40,
    gigaflops: 312_000n,
    format: 'bf16',
    gigabytesPerSecond: 1555,
    source: a100Datasheet,
  },
  {
    slug: 'a30-24gb',
    name: 'NVIDIA A30 24 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 24,
    gigaflops: 165_000n,
    format: 'bf16',
    gigabytesPerSecond: 933,
    source: 'NVIDIA A30 datasheet, specifications: BFLOAT16 165 | 330 (sparse)',
  },
  {
    slug: 'l40s-48gb',
    name: 'NVIDIA L40S 48 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 48,
    gigaflops: 362_050n,
    format: 'bf16',
    gigabytesPerSecond: 864,
    source: 'NVIDIA L40S datasheet, specifications: BFLOAT16 362.05 | 733 (sparse)',
  },
  {
    slug: 'l40-48gb',
    name: 'NVIDIA L40 48 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 48,
    gigaflops: 181_050n,
    format: 'bf16',
    gigabytesPerSecond: 864,
    source: 'NVIDIA L40 datasheet, specifications: BFLOAT16 181.05 | 362.1 (sparse)',
  },
  {
    slug: 'l4-24gb',
    name: 'NVIDIA L4 24 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 24,
    gigaflops: 121_000n,
    format: 'bf16',
    gigabytesPerSecond: 300,
    source: `NVIDIA L4 datasheet, specifications: BFLOAT16 242 (${halved})`,
  },
  {
    slug: 'a40-48gb',
    name: 'NVIDIA A40 48 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 48,
    gigaflops: 149_700n,
    format: 'bf16',
    gigabytesPerSecond: 696,
    source: 'NVIDIA A40 datasheet, specifications: BF16 with FP32 accumulate 149.7 | 299.4 (sparse)',
  },
  {
    slug: 'a16-16gb',
    name: 'NVIDIA A16 16 GB (one of the four GPUs of a board)',
    vendor: 'NVIDIA',
    memoryGigabytes: 16,
    gigaflops: 17_900n,
    format: 'bf16',
    gigabytesPerSecond: 200,
    source:
      'NVIDIA A16 datasheet, specifications: FP16 tensor 4x 17.9 | 4x 35.9 (sparse); BF16 has the same rate on Ampere',
  },
  {
    slug: 'a10-24gb',
    name: 'NVIDIA A10 24 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 24,
    gigaflops: 125_000n,
    format: 'bf16',
    gigabytesPerSecond: 600,
    source: 'NVIDIA A10 datasheet, specifications: BFLOAT16 125 | 250 (sparse)',
  },
  {
    slug: 'a6000-48gb',
    name: 'NVIDIA RTX A6000 48 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 48,
    gigaflops: 154_800n,
    format: 'bf16',
    gigabytesPerSecond: 768,
    source: `${ga102Whitepaper} 154.8 | 309.6 (sparse)`,
  },
  {
    slug: 'a5000-24gb',
    name: 'NVIDIA RTX A5000 24 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 24,
    gigaflops: 111_100n,
    format: 'bf16',
    gigabytesPerSecond: 768,
    source: `NVIDIA RTX A5000 datasheet: tensor performance 222.2 (${halved}); BF16 has the fp16 rate on Ampere`,
  },
  {
    slug: 'a4000-16gb',
    name: 'NVIDIA RTX A4000 16 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 16,
    gigaflops: 76_700n,
    format: 'bf16',
    gigabytesPerSecond: 448,
    source: `NVIDIA RTX A4000 datasheet: tensor performance 153.4 (${halved}); BF16 has the fp16 rate on Ampere`,
  },
  {
    slug: 'rtx6000-ada-48gb',
    name: 'NVIDIA RTX 6000 Ada Generation 48 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 48,
    gigaflops: 364_250n,
    format: 'bf16',
    gigabytesPerSecond: 960,
    source:
      'NVIDIA RTX 6000 Ada datasheet: tensor performance 1457 (FP8 with sparsity), a quarter here: dense, 16 bits',
  },
  {
    slug: 'rtx5090-32gb',
    name: 'NVIDIA GeForce RTX 5090 32 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 32,
    gigaflops: 209_500n,
    format: 'bf16',
    gigabytesPerSecond: 1792,
    source: 'NVIDIA RTX Blackwell GPU Architecture whitepaper: BF16 tensor with FP32 accumulate 209.5 | 419 (sparse)',
  },
  {
    slug: 'rtx4090-24gb',
    name: 'NVIDIA GeForce RTX 4090 24 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 24,
    gigaflops: 165_200n,
    format: 'bf16',
    gigabytesPerSecond: 1008,
    source: `${adaWhitepaper} 165.2 | 330.4 (sparse)`,
  },
  {
    slug: 'rtx3090-24gb',
    name: 'NVIDIA GeForce RTX 3090 24 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 24,
    gigaflops: 71_000n,
    format: 'bf16',
    gigabytesPerSecond: 936,
    source: `${ga102Whitepaper} 71 | 142 (sparse)`,
  },
  {
    slug: 'v100-sxm-32gb',
    name: 'NVIDIA V100 SXM2 32 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 32,
    gigaflops: 125_000n,
    format: 'fp16',
    gigabytesPerSecond: 900,
    source: `${v100Datasheet} 125, NVLink column`,
  },
  {
    slug: 'v100-sxm-16gb',
    name: 'NVIDIA V100 SXM2 16 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 16,
    gigaflops: 125_000n,
    format: 'fp16',
    gigabytesPerSecond: 900,
    source: `${v100Datasheet} 125, NVLink column`,
  },
  {
    slug: 'v100-pcie-16gb',
    name: 'NVIDIA V100 PCIe 16 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 16,
    gigaflops: 112_000n,
    format: 'fp16',
    gigabytesPerSecond: 900,
    source: `${v100Datasheet} 112, PCIe column`,
  },
  {
    slug: 't4-16gb',
    name: 'NVIDIA T4 16 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 16,
    gigaflops: 65_000n,
    format: 'fp16',
    gigabytesPerSecond: 320,
    source: 'NVIDIA T4 datasheet, specifications: mixed precision FP16/FP32 65 TFLOPS',
  },
  {
    slug: 'p100-pcie-16gb',
    name: 'NVIDIA P100 PCIe 16 GB',
    vendor: 'NVIDIA',
    memoryGigabytes: 16,
    gigaflops: 18_700n,
    format: 'fp16',
    gigabytesPerSecond: 732,
    source: 'NVIDIA P100 PCIe datasheet, specifications: half precision 18.7 TFLOPS (no tensor cores)',
  },
  {
    slug: 'mi300x-192gb',
    name: 'AMD Instinct MI300X 192 GB',
    vendor: 'AMD',
    memoryGigabytes: 192,
    gigaflops: 1_307_400n,
    format: 'bf16',
    gigabytesPerSecond: 5300,
    source: 'AMD Instinct MI300X datasheet: bfloat16 1307.4 | 2614.9 (sparse)',
  },
  {
    slug: 'mi325x-256gb',
    name: 'AMD Instinct MI325X 256 GB',
    vendor: 'AMD',
    memoryGigabytes: 256,
    gigaflops: 1_307_400n,
    format: 'bf16',
    gigabytesPerSecond: 6000,
    source: 'AMD Instinct MI325X datasheet: bfloat16 1307.4 | 2614.9 (sparse)',
  },
]

/** An H100 SXM: what a speed of 1_000_000 does. */
const referenceGigaflops = 989_400n

/**
 * A first guess of a class's speed, in millionths of an H100-SXM-second per GPU-second: the ratio of dense bf16 FLOP/s,
 * rounded half up. `undefined` for a class that is not in the catalogue.
 *
 * Only a proposal, which the buyer signs: no single FLOP number is a fair exchange rate. By its peak a V100 is worth
 * 6.7 P100s; Gavel (OSDI 2020) measured 0.4 to 1.8, by the model trained. Who measured a workload should sign that.
 *
 * @example
 * ```ts
 * defaultSpeed('a100-sxm-80gb') // 315_343n: an A100 does 0.315 of an H100's work
 * ```
 */
export function defaultSpeed(slug: string): bigint | undefined {
  const known = gpuClasses.find((gpuClass) => gpuClass.slug === slug)
  if (known === undefined) return undefined
  return (known.gigaflops * 1_000_000n + referenceGigaflops / 2n) / referenceGigaflops
}

let byId: ReadonlyMap<string, GpuClass> | undefined

/** The catalogue's entry for an on-chain id, or `undefined` for a class it does not list. */
export function gpuClassById(id: Hex): GpuClass | undefined {
  byId ??= new Map(gpuClasses.map((gpuClass) => [slugId(gpuClass.slug), gpuClass]))
  return byId.get(id.toLowerCase())
}
