/**
 * Megabytes for what a thread has just made. All that a solve of 100,000 intents makes fits in there and is gone with it; with V8's
 * own size most is moved to where only a major collection frees it, and every tenth solve then waits for one.
 */
export const youngGenerationMb = 384
