interface Waiting<Q, A> {
  request: Q
  resolve: (answer: A) => void
  reject: (error: unknown) => void
}

/**
 * Turns a function over many requests into one over a single request: what arrives within `collectMs` shares one call of
 * at most `most`.
 */
export function inBatches<Q, A>(
  ask: (requests: readonly Q[]) => Promise<readonly A[]>,
  { collectMs, most }: { collectMs: number; most: number },
): (request: Q) => Promise<A> {
  let waiting: Waiting<Q, A>[] = []
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    try {
      const answers = await ask(batch.map(({ request }) => request))
      if (answers.length !== batch.length) throw new Error(`${answers.length} answers to ${batch.length} requests`)
      for (const [position, { resolve }] of batch.entries()) resolve(answers[position] as A)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject })
      if (waiting.length >= most) void flush()
      else timer ??= setTimeout(flush, collectMs)
    })
}
