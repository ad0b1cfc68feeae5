import type { Answer } from './page.ts'
import { type SeededRequest, solveSeeded } from './solveSeeded.ts'

/** A solve takes its thread: pages leave it to a worker. Only there can glpk.js load its WASM. */
const port = globalThis as unknown as Worker
const say = (answer: Answer) => port.postMessage(answer)

port.onmessage = ({ data }: MessageEvent<SeededRequest>) => {
  solveSeeded(data).then(
    (text) => say({ text }),
    (error: unknown) => say({ failure: String(error) }),
  )
}
