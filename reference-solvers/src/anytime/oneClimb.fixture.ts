/** A process that solves one problem and does nothing to end. */
import type { Problem } from '@walras/solver-kit'
import { ClimbThreads } from './ClimbThreads.ts'
import { scripts } from './climbScripts.fixture.ts'

const threads = new ClimbThreads({ file: new URL('./scriptedWorker.fixture.ts', import.meta.url) })
await threads.prepare()
const problem = { intents: [], curves: [], lines: [], snapshot: { pools: [], slotCount: 1 } } as unknown as Problem
const task = { problem, options: { marginBps: scripts.climb } }
const best = await threads.climb(task, AbortSignal.timeout(100))
console.log(typeof best?.certificate?.gasPrice)
