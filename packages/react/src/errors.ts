import { LinstaError } from '@linsta/client'

/** What the SDK rejects with is a `LinstaError`; anything else is a mistake that no sentence explains. */
export const toLinstaError = (thrown: unknown): LinstaError =>
  thrown instanceof LinstaError ? thrown : new LinstaError('internal')
