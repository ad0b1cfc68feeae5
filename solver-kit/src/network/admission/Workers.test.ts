import { expect, test } from 'vitest'
import { acquireWorkers } from './Workers.ts'

/** Keeps this thread from hearing anything, so that an answer arrives and waits. */
function hold(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

test('behavior: an answer that arrives while the workers are released breaks nothing', async () => {
  const workers = acquireWorkers()
  await workers.recoverSigner('0x01', '0x02')
  const late = workers.recoverSigner('0x01', '0x02').catch((error: Error) => error)
  hold(200)
  await workers.release()
  expect(await late).toBeInstanceOf(Error)
  // What is thrown outside of any call fails the run.
  await new Promise((resolve) => setTimeout(resolve, 100))
})
