import type { DemoShow } from '../runDemo.ts'

const nothing = (): void => {}

/** For `--json`: says nothing on the way. */
export const silentShow: DemoShow = {
  stage: nothing,
  started: nothing,
  sent: nothing,
  round: nothing,
  closing: nothing,
  moment: nothing,
  kept: nothing,
}
