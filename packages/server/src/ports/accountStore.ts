export type Account = {
  userId: string
  name: string
  /** Trimmed and lower-cased. */
  email: string
  passwordHash: string
}

export type AccountStore = {
  /** @throws LinstaError `user_exists` if the email has an account */
  create(command: Account & { at: number }): Promise<void>
  findByEmail(email: string): Promise<Account | undefined>
}
