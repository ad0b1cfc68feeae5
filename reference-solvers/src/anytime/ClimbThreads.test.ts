import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Problem } from '@walras/solver-kit'
import { expect, test } from 'vitest'
import { ClimbThreads } from './ClimbThreads.ts'
import { scripts } from './climbScripts.fixture.ts'

const file = new URL('./scriptedWorker.fixture.ts', import.meta.url)
const problem = { intents: [], curves: [], lines: [], snapshot: { pools: [], slotCount: 1 } } as unknown as Problem
const task = (script: bigint) => ({ problem, options: { marginBps: script } })
const soon = () => AbortSignal.timeout(200)

/** The thread that had the best by the time of the stop. */
async function askWith(threads: ClimbThreads, script: bigint, signal = soon()): Promise<bigint | undefined> {
  return (await threads.climb(task(script), signal))?.certificate?.gasPrice
}

async function ready(mostOverdueMs = 10_000): Promise<ClimbThreads> {
  const threads = new ClimbThreads({ file, mostOverdueMs })
  await threads.prepare()
  return threads
}

test('a thread that was told to stop answers the next', async () => {
  const threads = await ready()
  const first = await askWith(threads, scripts.climb)
  expect(first).toBeTypeOf('bigint')
  await threads.prepare()
  expect(await askWith(threads, scripts.climb)).toBe(first)
})

test('two at once climb in a thread each', async () => {
  const threads = await ready()
  const stop = new AbortController()
  const first = askWith(threads, scripts.climb, stop.signal)
  await threads.prepare()
  const second = await askWith(threads, scripts.climb)
  stop.abort()
  expect(second).toBeTypeOf('bigint')
  expect(await first).toBeTypeOf('bigint')
  expect(second).not.toBe(await first)
})

test.each(['failAtOnce', 'exit', 'crash'] as const)('a thread that fails is replaced: %s', async (script) => {
  const threads = await ready()
  await expect(askWith(threads, scripts[script], new AbortController().signal)).rejects.toThrow()
  await threads.prepare()
  expect(await askWith(threads, scripts.climb)).toBeTypeOf('bigint')
})

test('what was found before a thread failed is the answer', async () => {
  const threads = await ready()
  expect(await askWith(threads, scripts.failLater, new AbortController().signal)).toBeTypeOf('bigint')
})

test('a thread that does not hear is not waited for, and replaced', async () => {
  const threads = await ready(20)
  const deaf = await askWith(threads, scripts.deaf)
  expect(deaf).toBeTypeOf('bigint')
  await threads.prepare()
  expect(await askWith(threads, scripts.climb)).toBeGreaterThan(deaf ?? 0n)
})

test('a thread that cannot start is no endless wait', async () => {
  const threads = new ClimbThreads({ file: new URL('./nothing.ts', import.meta.url) })
  await expect(threads.prepare()).rejects.toThrow()
  await expect(askWith(threads, scripts.climb, new AbortController().signal)).rejects.toThrow()
})

test('a process ends by itself once it has its answer', async () => {
  const script = fileURLToPath(new URL('./oneClimb.fixture.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 20_000 })
  expect(stdout.trim()).toBe('bigint')
})
