import { parentPort, workerData } from 'node:worker_threads'
import { type DeadlineRequest, measureDeadlines } from './deadlines.ts'

parentPort?.postMessage(await measureDeadlines(workerData as DeadlineRequest))
