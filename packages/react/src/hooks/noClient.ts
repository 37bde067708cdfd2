import { LinstaError } from '@linsta/client'

/** What a call answers before there is a client, as on a server. */
export const noClient = (): Promise<never> => Promise.reject(new LinstaError('unavailable'))
