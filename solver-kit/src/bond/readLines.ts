import { createReadStream } from 'node:fs'

export interface Line {
  /** Without its newline. */
  bytes: Buffer
  offset: number
  /** Whether a newline ends it: the last line of a crashed process may have none. */
  ended: boolean
}

/** The lines of a file and where they are in it: in bytes, which readers of text would lose where a line is damaged. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0)
  let offset = 0
  for await (const chunk of createReadStream(path)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield { bytes: rest.subarray(0, end), offset, ended: true }
      offset += end + 1
      rest = rest.subarray(end + 1)
    }
  }
  if (rest.length > 0) yield { bytes: rest, offset, ended: false }
}
