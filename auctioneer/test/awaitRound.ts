import type { Auctioneer } from '../src/Auctioneer.ts'
import type { RoundPhase, RoundState } from '../src/round/RoundState.ts'

type State<P extends RoundPhase> = Extract<RoundState, { phase: P }>

/** The next round state in a phase that also passes `test`; fails after `withinMs`. */
export function awaitRound<P extends RoundPhase>(
  { events }: Pick<Auctioneer, 'events'>,
  phase: P,
  test: (state: State<P>) => boolean = () => true,
  withinMs = 20_000,
): Promise<State<P>> {
  return new Promise((resolve, reject) => {
    const seen: string[] = []
    const listener = (state: RoundState) => {
      seen.push(state.phase === 'failed' ? `failed (${state.reason})` : state.phase)
      if (state.phase !== phase || !test(state as State<P>)) return
      clearTimeout(timer)
      events.off('round', listener)
      resolve(state as State<P>)
    }
    const timer = setTimeout(() => {
      events.off('round', listener)
      reject(new Error(`No round came to ${phase} within ${withinMs} ms, only: ${seen.join(', ')}.`))
    }, withinMs)
    events.on('round', listener)
  })
}
