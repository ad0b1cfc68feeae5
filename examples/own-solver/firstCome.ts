import { bestPlacement, createMarketModel, defineSolver, finishPlan, Plan } from '@walras/solver-kit'

/** Serves intents in the order of their ids, each in the best way that is left. Copy it, then do better. */
export default defineSolver({
  name: 'first-come',
  solve(problem, signal) {
    const plan = new Plan(createMarketModel(problem))
    for (const intent of problem.intents.keys()) {
      if (signal.aborted) break
      const placement = bestPlacement(plan, intent)
      if (placement) plan.place(placement)
    }
    return finishPlan(plan)
  },
})
