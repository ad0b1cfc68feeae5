import { fromJson, toJson } from '@walras/intents-schema'
import { startNode } from './market.fixture.ts'

/**
 * One market node in a process of its own, for tests: told what to do, and telling what it hears, over Node's IPC.
 * `node testPeer.ts <bootstrap…>`
 */
const node = await startNode({ bootstrap: process.argv.slice(2) })

node.on('intent', (signed, { id, via }) => process.send?.({ heard: id, via, signed: toJson(signed) }))
node.on('refused', ({ code }) => process.send?.({ refused: code }))

process.on('message', async (command: { publish?: unknown; fetch?: `0x${string}`[]; ready?: number; stop?: true }) => {
  if (command.ready) {
    await node.ready({ peers: command.ready })
    process.send?.({ ready: true })
  }
  if (command.publish) await node.publishIntent(fromJson('SignedIntent', command.publish))
  if (command.fetch) process.send?.({ fetched: toJson(await node.fetchIntents(command.fetch)) })
  if (command.stop) {
    await node.stop()
    process.disconnect?.()
  }
})
process.send?.({ multiaddrs: node.multiaddrs })
