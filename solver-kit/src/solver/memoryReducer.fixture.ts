/** Leaves garbage and idles; with the argument `stop`, as a solver does. */
import { setTimeout } from 'node:timers/promises'
import { stopMemoryReducer } from './stopMemoryReducer.ts'

if (process.argv[2] === 'stop') stopMemoryReducer()
const make = () => Array.from({ length: 300_000 }, (_, index) => ({ index, name: `x${index}` }))
for (let round = 0; round < 8; round++) make()
await setTimeout(500)
