/** Who loses what, beside the best there is at clearing prices: those only who lose a share of what the market is worth. */
export class Regrets {
  readonly #least: number
  readonly #regrets: { intent: number; regret: number }[] = []
  /** Base units, so far. */
  #worth = 0

  /** `least` is that share. */
  constructor(least: number) {
    this.#least = least
  }

  /** An intent that adds so much to what the market is worth, and loses so much, base units. */
  add(intent: number, worth: number, regret: number): void {
    this.#worth += worth
    // What all are worth is known at the end; most are told apart by what is known so far.
    if (regret > this.#least * this.#worth) this.#regrets.push({ intent, regret })
  }

  /** Intents, those first who lose most. */
  most(): number[] {
    return this.#regrets
      .filter(({ regret }) => regret > this.#least * this.#worth)
      .sort((a, b) => b.regret - a.regret || a.intent - b.intent)
      .map(({ intent }) => intent)
  }
}
