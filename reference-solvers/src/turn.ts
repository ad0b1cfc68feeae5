/** Lets timers fire, such as a deadline's: in Node and in browsers. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
