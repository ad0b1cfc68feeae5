import { type ChildProcess, fork } from 'node:child_process'
import { on, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { intentId, toJson } from '@walras/intents-schema'
import { afterEach, expect, test } from 'vitest'
import { deployment, signedIntent } from './market.fixture.ts'

const file = fileURLToPath(new URL('./peer.fixture.ts', import.meta.url))
const running: ChildProcess[] = []
afterEach(async () => {
  const ended = running
    .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
    .map((child) => once(child, 'exit'))
  for (const child of running.splice(0)) child.kill('SIGKILL')
  await Promise.all(ended)
})

/** Starts a node in its own process and waits for its addresses. */
async function start(bootstrap: string[] = []): Promise<{ child: ChildProcess; multiaddrs: string[] }> {
  const child = fork(file, bootstrap, { execArgv: [] })
  running.push(child)
  const { multiaddrs } = await says(child, 'multiaddrs')
  return { child, multiaddrs: multiaddrs as string[] }
}

/**
 * The next message of a child that has the field `name`. Messages may come several at once: `once` would lose all but the
 * first.
 */
async function says(child: ChildProcess, name: string): Promise<Record<string, unknown>> {
  for await (const [message] of on(child, 'message', { signal: AbortSignal.timeout(40_000) }))
    if (name in message) return message
  throw new Error(`no ${name}`)
}

test('default: nodes in processes of their own find each other, gossip, and fetch after a kill', async () => {
  const hub = await start()
  const [buyer, solver] = await Promise.all([start(hub.multiaddrs), start(hub.multiaddrs)])
  const ready = [buyer, solver].map(({ child }) => says(child, 'ready'))
  for (const { child } of [buyer, solver]) child.send({ ready: 1 })
  await Promise.all(ready)

  const signed = await signedIntent()
  const id = intentId(deployment, signed)
  const heard = says(solver.child, 'heard')
  buyer.child.send({ publish: toJson(signed) })
  expect(await heard).toEqual({ heard: id, via: 'gossip', signed: toJson(signed) })

  // A solver that crashes and comes back has missed what was gossiped meanwhile.
  const killed = once(solver.child, 'exit')
  solver.child.kill('SIGKILL')
  await killed
  const missed = await signedIntent()
  const atHub = says(hub.child, 'heard')
  buyer.child.send({ publish: toJson(missed) })
  await atHub
  const again = await start(hub.multiaddrs)
  const back = says(again.child, 'ready')
  again.child.send({ ready: 1 })
  await back
  const fetched = says(again.child, 'fetched')
  again.child.send({ fetch: [intentId(deployment, missed), id] })
  expect(await fetched).toEqual({ fetched: [toJson(missed), toJson(signed)] })

  const stopped = once(hub.child, 'exit')
  hub.child.send({ stop: true })
  expect(await stopped).toEqual([0, null])
})
