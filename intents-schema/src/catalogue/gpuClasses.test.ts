import { describe, expect, test } from 'vitest'
import { defaultSpeed, gpuClassById, gpuClasses } from './gpuClasses.ts'
import { isSlug, slugId } from './slug.ts'

/**
 * Peak rate from the architecture instead of the datasheet: multiprocessors (AMD: compute units), dense FLOP per clock
 * of one of them, boost clock in MHz. No B200: NVIDIA does not publish its clock.
 */
const architecture: Record<string, readonly [units: number, flopPerClock: number, megahertz: number]> = {
  'h100-sxm-80gb': [132, 4096, 1830],
  'h100-pcie-80gb': [114, 4096, 1620],
  'h200-sxm-141gb': [132, 4096, 1830],
  'gh200-96gb': [132, 4096, 1830],
  'a100-sxm-80gb': [108, 2048, 1410],
  'a100-pcie-80gb': [108, 2048, 1410],
  'a100-sxm-40gb': [108, 2048, 1410],
  'a30-24gb': [56, 2048, 1440],
  'l40s-48gb': [142, 1024, 2520],
  'l40-48gb': [142, 512, 2490],
  'l4-24gb': [58, 1024, 2040],
  'a40-48gb': [84, 1024, 1740],
  'a16-16gb': [10, 1024, 1755],
  'a10-24gb': [72, 1024, 1695],
  'a6000-48gb': [84, 1024, 1800],
  'a5000-24gb': [64, 1024, 1695],
  'a4000-16gb': [48, 1024, 1560],
  'rtx6000-ada-48gb': [142, 1024, 2505],
  'rtx5090-32gb': [170, 512, 2407],
  'rtx4090-24gb': [128, 512, 2520],
  'rtx3090-24gb': [82, 512, 1695],
  'v100-sxm-32gb': [80, 1024, 1530],
  'v100-sxm-16gb': [80, 1024, 1530],
  'v100-pcie-16gb': [80, 1024, 1380],
  't4-16gb': [40, 1024, 1590],
  'p100-pcie-16gb': [56, 256, 1303],
  'mi300x-192gb': [304, 2048, 2100],
  'mi325x-256gb': [304, 2048, 2100],
}

describe('gpuClasses', () => {
  test('default', () => {
    expect(gpuClasses.length).toBeGreaterThanOrEqual(20)
    expect(new Set(gpuClasses.map(({ slug }) => slug)).size).toBe(gpuClasses.length)
    expect(new Set(gpuClasses.map(({ name }) => name)).size).toBe(gpuClasses.length)
  })

  test.each(gpuClasses)('behavior: $slug is plausible and sourced', (gpuClass) => {
    expect(isSlug(gpuClass.slug)).toBe(true)
    expect(gpuClass.slug.endsWith(`-${gpuClass.memoryGigabytes}gb`)).toBe(true)
    expect(gpuClass.name).toContain(gpuClass.vendor)
    expect(gpuClass.name).toContain(`${gpuClass.memoryGigabytes} GB`)
    expect(gpuClass.gigabytesPerSecond).toBeGreaterThanOrEqual(200)
    expect(gpuClass.gigabytesPerSecond).toBeLessThanOrEqual(8000)
    expect(gpuClass.source).toMatch(/datasheet|whitepaper|technical brief/)
    expect(gpuClass.source).toContain(gpuClass.vendor)
  })

  test.each(gpuClasses.filter(({ slug }) => slug !== 'b200-sxm-180gb'))(
    'behavior: $slug does what its units and clock can do, so no sparse figure slipped in',
    ({ slug, gigaflops }) => {
      const [units, flopPerClock, megahertz] = architecture[slug] ?? [0, 0, 0]
      const peak = (units * flopPerClock * megahertz) / 1000
      expect(Math.abs(Number(gigaflops) / peak - 1)).toBeLessThan(0.015)
    },
  )

  test('behavior: exactly the classes before Ampere count fp16', () => {
    expect(gpuClasses.filter(({ format }) => format === 'fp16').map(({ slug }) => slug)).toEqual([
      'v100-sxm-32gb',
      'v100-sxm-16gb',
      'v100-pcie-16gb',
      't4-16gb',
      'p100-pcie-16gb',
    ])
  })
})

describe('defaultSpeed', () => {
  test.each([
    ['h100-sxm-80gb', 1_000_000n],
    ['h200-sxm-141gb', 1_000_000n],
    ['b200-sxm-180gb', 2_274_106n],
    ['mi300x-192gb', 1_321_407n],
    ['h100-pcie-80gb', 764_099n],
    ['rtx6000-ada-48gb', 368_152n],
    ['l40s-48gb', 365_929n],
    ['a100-sxm-80gb', 315_343n],
    ['l4-24gb', 122_296n],
    ['a16-16gb', 18_092n],
  ])('default: %s', (slug, speed) => {
    expect(defaultSpeed(slug)).toBe(speed)
  })

  test('behavior: undefined for what the catalogue does not list', () => {
    expect(defaultSpeed('h100')).toBeUndefined()
    expect(defaultSpeed('toString')).toBeUndefined()
  })

  test('behavior: every default speed is one that an intent may sign', () => {
    for (const { slug } of gpuClasses) {
      expect(defaultSpeed(slug)).toBeGreaterThanOrEqual(1_000n)
      expect(defaultSpeed(slug)).toBeLessThanOrEqual(1_000_000_000n)
    }
  })
})

describe('slugId', () => {
  test.each([
    ['h100-sxm-80gb', '0x106a0c9ddd2c0688b7759424ab287de57f89b70af4d5c820084d8bdd5ff74aea'],
    ['mi300x-192gb', '0xaaa85f8e1301df2101956396e7026b241a3a4bf121c35efe9c913fcc6e316cfd'],
  ] as const)('default: %s', (slug, id) => {
    expect(slugId(slug)).toBe(id)
  })

  test('behavior: a slug that looks like hex is text all the same', () => {
    expect(slugId('0x12')).toBe('0xdc29082340e3f74ae16fac016d711899afdfc14c5ec1a2162df3ce4811ce66c7')
  })
})

describe('gpuClassById', () => {
  test('default', () => {
    for (const gpuClass of gpuClasses) expect(gpuClassById(slugId(gpuClass.slug))).toBe(gpuClass)
  })

  test('behavior: the case of the digits does not matter', () => {
    expect(gpuClassById('0x106A0C9DDD2C0688B7759424AB287DE57F89B70AF4D5C820084D8BDD5FF74AEA')?.slug).toBe(
      'h100-sxm-80gb',
    )
  })

  test('behavior: undefined for what the catalogue does not list', () => {
    expect(gpuClassById(slugId('h100'))).toBeUndefined()
    expect(gpuClassById('0x')).toBeUndefined()
  })
})
