/** The page that a notification is about; undefined where a host's own type is about something else. */
export function placeOf({ type, referenceId }: { type: string; referenceId: string }): string | undefined {
  switch (type) {
    case 'LIKE':
    case 'COMMENT':
    case 'NEW_POST':
      return `/feed/${referenceId}`
    case 'EVENT_RSVP':
    case 'NEW_EVENT':
      return `/events/${referenceId}`
    default:
      return undefined
  }
}
