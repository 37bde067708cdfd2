import type { Accounts } from '../../accounts/createAccounts.ts'
import type { Handlers } from './handlers.ts'

export const createAccountHandlers = (accounts: Accounts): Pick<Handlers, 'register' | 'login'> => ({
  register: ({ body }) => accounts.register(body),
  login: ({ body }) => accounts.login(body),
})
