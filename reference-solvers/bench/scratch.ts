import { measureDeadlines } from './routing/deadlines.ts'
const [c, s, n] = process.argv.slice(2)
for (const strategy of s.split(',')) for (const caseName of c.split(',')) {
  await measureDeadlines({ caseName, strategy: strategy as any, seeds: [1] }, [200])
  for (const r of await measureDeadlines({ caseName, strategy: strategy as any, seeds: Array.from({ length: Number(n) }, (_, i) => i + 1) })) console.log(r.case, r.strategy, r.stop, r.instances, 'early', r.early, 'ans', r.answered, JSON.stringify(r.overMs), 'timer', JSON.stringify(r.timerMs))
}
