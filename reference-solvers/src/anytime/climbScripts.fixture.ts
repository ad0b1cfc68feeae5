/** What the scripted worker does, by the margin that it is asked for. */
export const scripts = {
  /** Says that it has something, then works until it is told to stop. */
  climb: 0n,
  failAtOnce: 1n,
  /** Says that it has something, and that it failed. */
  failLater: 2n,
  /** Says that it has something, then hears nothing. */
  deaf: 3n,
  /** Dies without a word. */
  exit: 4n,
  /** Throws where nobody catches. */
  crash: 5n,
}
