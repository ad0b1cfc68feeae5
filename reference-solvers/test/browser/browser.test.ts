import type { GenerateProblemOptions } from '@walras/solver-kit/portable'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bundle, bundlePage } from './bundlePage.ts'
import { chromiumFlags, findChromium } from './findChromium.ts'
import type { SolverPage } from './page.ts'
import { servePage } from './servePage.ts'
import { type SeededSolver, solveSeeded } from './solveSeeded.ts'

let bundle: Bundle
beforeAll(async () => {
  bundle = await bundlePage('page.html')
})

test('behavior: nothing of Node is bundled', () => {
  const asked = bundle.builtins.map(({ module, importer }) => `${module} in ${importer.split('/node_modules/').at(-1)}`)
  // Emscripten's loaders look whether they are in Node before they import this.
  const loaders = ['module in glpk.js/dist/glpk.js', 'node:module in highs/build/highs.mjs']
  expect(new Set(asked)).toEqual(new Set(loaders))
})

/** Where two texts part, with what surrounds the place; texts of solutions are too long to be printed. */
function parting(there: string, here: string): { there: string; here: string } | undefined {
  if (there === here) return undefined
  let at = 0
  while (there[at] === here[at]) at++
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 60)
  return { there: around(there), here: around(here) }
}

const executablePath = findChromium()
const unlimited = { slots: 1, maxGas: Number.POSITIVE_INFINITY }

describe.skipIf(!executablePath)(executablePath ? 'in Chromium' : 'skipped, no Chromium is installed', () => {
  let server: Awaited<ReturnType<typeof servePage>>
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    server = await servePage(bundle)
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: chromiumFlags })
    page = await browser.newPage()
    await page.goto(`${server.origin}/page.html`)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  test.each<[what: string, SeededSolver, GenerateProblemOptions]>([
    ['1000 × 200 by clearing prices', 'clearing', { seed: 1, intents: 1000, pools: 200, ...unlimited }],
    [
      '1000 × 200 by clearing prices, divisible',
      'clearing',
      { seed: 2, intents: 1000, pools: 200, rules: 'divisible', ...unlimited },
    ],
    ['300 × 100 × 4 within the gas of a transaction', 'clearing', { seed: 3, intents: 300, pools: 100, slots: 4 }],
    ['1000 × 200 by a linear program', 'linear', { seed: 4, intents: 1000, pools: 200, ...unlimited }],
    ['100 × 50 by a linear program and a search', 'linear-integer', { seed: 5, intents: 100, pools: 50, ...unlimited }],
    ['12 × 8 by an integer program in HiGHS', 'highs', { seed: 11, intents: 12, pools: 8, ...unlimited }],
  ])('behavior: %s: as in Node, bit for bit', async (_, solver, market) => {
    const there = await page.evaluate((request) => (globalThis as unknown as SolverPage).solveInWorker(request), {
      solver,
      market,
    })
    expect(parting(there, await solveSeeded({ solver, market }))).toBeUndefined()
  })
})
