/** Whose client this is: told by the host, by the token, or by what the server says. It stays the same for good. */
export type Identity = {
  readonly userId: string | undefined
  /** False if it is somebody else. */
  isOrBecomes(userId: string): boolean
}

export function createIdentity(known: string | undefined, becameKnown: (userId: string) => void): Identity {
  let userId = known
  return {
    get userId() {
      return userId
    },
    isOrBecomes(claimed) {
      if (userId === undefined) {
        userId = claimed
        becameKnown(claimed)
      }
      return userId === claimed
    },
  }
}
