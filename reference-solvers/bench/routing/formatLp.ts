import type { LpProblem } from '@walras/solver-kit'

/** Numbers with all their digits, a term a line: GLPK reads lines of 255 characters at most. */
const term = (coefficient: number, name: string): string =>
  `${coefficient < 0 ? '-' : '+'} ${Math.abs(coefficient)} ${name}\n`

/** A program without open lower bounds of rows, in CPLEX' LP format. */
export function formatLp({ sense, columns, rows }: LpProblem): string {
  const objective = columns.map(({ objective }, index) => (objective === 0 ? '' : term(objective, `c${index}`)))
  const constraints = rows.map(({ upper, terms }, index) => {
    return `r${index}:\n${terms.map(({ column, coefficient }) => term(coefficient, `c${column}`)).join('')} <= ${upper}\n`
  })
  const bounds = columns.map(({ lower, upper }, index) =>
    Number.isFinite(upper) ? `${lower} <= c${index} <= ${upper}\n` : `c${index} >= ${lower}\n`,
  )
  const integers = columns.flatMap(({ integer }, index) => (integer ? [`c${index}\n`] : []))
  return [
    `${sense === 'maximise' ? 'Maximize' : 'Minimize'}\nobjective:\n`,
    ...objective,
    'Subject To\n',
    ...constraints,
    'Bounds\n',
    ...bounds,
    ...(integers.length > 0 ? ['Generals\n', ...integers] : []),
    'End\n',
  ].join('')
}
