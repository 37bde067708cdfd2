import { LinstaError } from '@linsta/client'
import { useState } from 'react'
import { useNews } from '../notifications/useNews.ts'
import type { Attendee } from '../rest/entities.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { sayError } from '../rest/sayError.ts'
import { useLoaded } from '../rest/useLoaded.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'

/** Whether one goes to an event, who else does, and changing one's mind. Undefined while it is not known. */
export function useRsvp(eventId: string): {
  isGoing: boolean | undefined
  attendees: readonly Attendee[] | undefined
  toggle(): void
} {
  const rest = useRest()
  const say = useNotice()
  const params = { id: eventId }
  const own = useLoaded(`rsvp ${eventId}`, async () => (await rest('checkRsvp', { params })).hasRsvp)
  const others = useLoaded(`attendees ${eventId}`, () => rest('listAttendees', { params }))
  useNews([eventId], others.reload)
  const [isBusy, setBusy] = useState(false)
  const isGoing = own.loaded.state === 'ready' ? own.loaded.value : undefined

  async function change(isToGo: boolean): Promise<void> {
    setBusy(true)
    own.change(() => isToGo)
    try {
      await rest(isToGo ? 'rsvpToEvent' : 'cancelRsvp', { params })
      say(isToGo ? 'You are going' : 'You are not going any more')
    } catch (error) {
      const isDone = error instanceof LinstaError && ['already_registered', 'rsvp_not_found'].includes(error.code)
      if (!isDone) {
        own.change(() => !isToGo)
        say(sayError(error))
      }
    }
    others.reload()
    setBusy(false)
  }

  return {
    isGoing,
    attendees: others.loaded.state === 'ready' ? others.loaded.value : undefined,
    toggle() {
      if (!isBusy && isGoing !== undefined) void change(!isGoing)
    },
  }
}
