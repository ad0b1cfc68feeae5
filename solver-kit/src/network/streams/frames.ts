import type { Stream } from '@libp2p/interface'
import { messageStreamToDuplex } from '@libp2p/utils'
import { wireLimits } from '@walras/intents-schema'
import { decode, encode } from 'it-length-prefixed'
import { pipe } from 'it-pipe'

/** Everything one side may send on one stream: 256 intents of full size and their frames. */
const maxStreamBytes = wireLimits.requestIds * (wireLimits.intentBytes + 16)

/** Longest varint in front of a frame. */
const frames = { maxDataLength: wireLimits.frameBytes, maxLengthLength: 4 }

/** Ends the stream when the signal aborts or the other side sends more than any honest answer takes. */
function bound(stream: Stream, signal: AbortSignal): () => void {
  let received = 0
  const count = ({ data }: { data: { byteLength: number } }) => {
    received += data.byteLength
    if (received > maxStreamBytes) stream.abort(new Error(`more than ${maxStreamBytes} bytes on one stream`))
  }
  const abort = () => stream.abort(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
  stream.addEventListener('message', count)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  return () => {
    stream.removeEventListener('message', count)
    signal.removeEventListener('abort', abort)
  }
}

/** Sends one frame and yields the frames of the answer until the other side ends it. Throws if the stream breaks. */
export async function* ask(stream: Stream, request: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const release = bound(stream, signal)
  try {
    const answers = pipe([request], encode, messageStreamToDuplex(stream), (source) => decode(source, frames))
    for await (const frame of answers) yield frame.subarray()
  } finally {
    release()
    if (stream.status === 'open') stream.abort(new Error('done'))
  }
}

/** Reads one frame and sends back what `answer` yields for it. Throws if the stream breaks or `answer` does. */
export async function answer(
  stream: Stream,
  signal: AbortSignal,
  answers: (request: Uint8Array) => Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const release = bound(stream, signal)
  const duplex = messageStreamToDuplex(stream)
  try {
    await pipe(
      duplex.source,
      (source) => decode(source, frames),
      async function* (requests) {
        for await (const request of requests) {
          yield* answers(request.subarray())
          return
        }
      },
      encode,
      duplex.sink,
    )
  } finally {
    release()
  }
}
