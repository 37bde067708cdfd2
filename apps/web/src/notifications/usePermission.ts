import { useState } from 'react'

type Permission = NotificationPermission | 'unsupported'

/** Whether the browser shows notifications of ours. Asking is for a moment in which somebody said that they want it. */
export function usePermission(): { permission: Permission; ask(): Promise<void> } {
  const [permission, setPermission] = useState<Permission>(() =>
    'Notification' in window ? Notification.permission : 'unsupported',
  )
  return {
    permission,
    async ask() {
      setPermission(await Notification.requestPermission())
    },
  }
}
