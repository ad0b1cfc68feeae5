import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FairQueue } from './FairQueue.ts'

const entry = (peer: string, name: number, size = 1) => ({ peer, name, size })

test('default: peers are served in turn, each in its own order', () => {
  const queue = new FairQueue<ReturnType<typeof entry>>(10, 100)
  for (const [peer, name] of [
    ['a', 1],
    ['a', 2],
    ['a', 3],
    ['b', 4],
    ['c', 5],
  ] as const)
    queue.push(entry(peer, name))
  const order = Array.from({ length: 6 }, () => queue.shift()?.name)
  expect(order).toEqual([1, 4, 5, 2, 3, undefined])
})

test('behavior: a flood pushes out only itself', () => {
  const queue = new FairQueue<ReturnType<typeof entry>>(10, 1000)
  queue.push(entry('honest', 0))
  const dropped = Array.from({ length: 50 }, (_, name) => queue.push(entry('flood', name))).flat()
  expect(dropped.map(({ peer, name }) => [peer, name])).toEqual(
    Array.from({ length: 41 }, (_, name) => ['flood', name]),
  )
  expect(queue.shift()?.peer).toBe('honest')
})

test('behavior: bytes are bounded too', () => {
  const queue = new FairQueue<ReturnType<typeof entry>>(100, 100)
  for (let name = 0; name < 5; name++) queue.push(entry('small', name))
  const dropped = [queue.push(entry('large', 6, 90)), queue.push(entry('large', 7, 90))].flat()
  expect(dropped.map(({ name }) => name)).toEqual([6])
})

test('behavior: whatever comes, bounds hold and nothing is lost without being reported', () => {
  const pushes = fc.array(fc.record({ peer: fc.constantFrom('a', 'b', 'c'), size: fc.integer({ min: 1, max: 40 }) }))
  fc.assert(
    fc.property(pushes, (entries) => {
      const queue = new FairQueue<{ peer: string; size: number }>(5, 60)
      let dropped = 0
      for (const value of entries) {
        dropped += queue.push(value).length
        expect(queue.length).toBeLessThanOrEqual(5)
      }
      let served = 0
      for (let bytes = 0; ; served++) {
        const next = queue.shift()
        if (!next) break
        bytes += next.size
        expect(bytes).toBeLessThanOrEqual(60)
      }
      expect(dropped + served).toBe(entries.length)
      expect(queue.length).toBe(0)
    }),
  )
})
