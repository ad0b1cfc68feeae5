import { expect, test } from 'vitest'
import { acquireWorkers } from './Workers.ts'

/** Keeps this thread from hearing anything, so that an answer arrives and waits. */
function hold(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

test('behavior: an answer that arrives while the workers are released breaks nothing', async () => {
  const workers = acquireWorkers()
  await workers.recoverSigner('intent', '0x01', '0x02')
  const late = workers.recoverSigner('intent', '0x01', '0x02').catch((error: Error) => error)
  hold(200)
  await workers.release()
  expect(await late).toBeInstanceOf(Error)
  // What is thrown outside of any call fails the run.
  await new Promise((resolve) => setTimeout(resolve, 100))
})

test('behavior: what a round is made of does not wait behind intents', async () => {
  const workers = acquireWorkers()
  await workers.recoverSigner('intent', '0x01', '0x02')
  const ended: string[] = []
  const ask = (of: 'round' | 'intent', at: number) =>
    workers.recoverSigner(of, '0x01', '0x02').then(() => ended.push(`${of} ${at}`))
  const intents = Array.from({ length: 200 }, (_, at) => ask('intent', at))
  await Promise.all([...intents, ask('round', 0), ask('round', 1)])
  await workers.release()
  // Those that a worker had begun with come first.
  expect(ended.indexOf('round 0')).toBeLessThan(20)
  expect(ended.indexOf('round 1')).toBeLessThan(20)
  // Several workers end in nearly the order in which they begin.
  const intentsEnded = ended.filter((name) => name.startsWith('intent'))
  for (const [place, name] of intentsEnded.entries())
    expect(Math.abs(place - Number(name.slice('intent '.length)))).toBeLessThan(20)
})
