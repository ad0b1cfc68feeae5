/** A flag that threads share: one word, zero until somebody says stop. */
export type StopFlag = Int32Array<SharedArrayBuffer>

export function createStopFlag(): StopFlag {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
}

export function raise(flag: StopFlag): void {
  Atomics.store(flag, 0, 1)
}

/** A signal that is aborted once the flag is raised: heard in the middle of a solve, which lets no event in. */
export function sharedSignal(flag: StopFlag): AbortSignal {
  const { signal } = new AbortController()
  return Object.defineProperty(signal, 'aborted', { get: () => Atomics.load(flag, 0) !== 0 })
}
