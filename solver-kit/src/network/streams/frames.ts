import type { Stream } from '@libp2p/interface'
import { messageStreamToDuplex } from '@libp2p/utils'
import { wireLimits } from '@walras/intents-schema'
import { decode, encode } from 'it-length-prefixed'
import { pipe } from 'it-pipe'

/** Everything one side may send on one stream: 256 intents of full size and their frames. */
const maxStreamBytes = wireLimits.requestIds * (wireLimits.intentBytes + 16)

/** Longest varint in front of a frame. */
const frames = { maxDataLength: wireLimits.frameBytes, maxLengthLength: 4 }

interface Guard {
  /** Rejects when the stream breaks or the signal aborts; never resolves. */
  broken: Promise<never>
  release: () => void
}

/**
 * Ends the stream when the signal aborts or the other side sends more than any honest answer takes. `broken` tells it,
 * because a stream that is reset before anybody reads from it never ends its reader.
 */
function guard(stream: Stream, signal: AbortSignal): Guard {
  let received = 0
  const { promise: broken, reject } = Promise.withResolvers<never>()
  broken.catch(() => {})
  const count = ({ data }: { data: { byteLength: number } }) => {
    received += data.byteLength
    if (received > maxStreamBytes) stream.abort(new Error(`more than ${maxStreamBytes} bytes on one stream`))
  }
  const abort = () => {
    const reason = signal.reason instanceof Error ? signal.reason : new Error('aborted')
    stream.abort(reason)
    reject(reason)
  }
  const close = ({ error }: { error?: Error }) => error && reject(error)
  stream.addEventListener('message', count)
  stream.addEventListener('close', close)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  else if (stream.status === 'reset' || stream.status === 'aborted')
    reject(new Error(`the stream was ${stream.status}`))
  return {
    broken,
    release: () => {
      stream.removeEventListener('message', count)
      stream.removeEventListener('close', close)
      signal.removeEventListener('abort', abort)
    },
  }
}

/** Sends one frame and yields the frames of the answer until the other side ends it. Throws if the stream breaks. */
export async function* ask(stream: Stream, request: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { broken, release } = guard(stream, signal)
  try {
    const answers = pipe([request], encode, messageStreamToDuplex(stream), (source) => decode(source, frames))
    const iterator = answers[Symbol.asyncIterator]()
    for (;;) {
      const next = await Promise.race([iterator.next(), broken])
      if (next.done) return
      yield next.value.subarray()
    }
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
  const { broken, release } = guard(stream, signal)
  const duplex = messageStreamToDuplex(stream)
  try {
    const served = pipe(
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
    await Promise.race([served, broken])
  } finally {
    release()
  }
}
