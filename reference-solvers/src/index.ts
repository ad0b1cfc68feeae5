export * from './anytime/anytime.ts'
export * from './portable.ts'
export * from './strategies.ts'
