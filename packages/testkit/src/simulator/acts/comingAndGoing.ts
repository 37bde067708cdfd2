import { liveClients } from '../world.ts'
import type { Act } from './act.ts'

/*
 * What becomes of clients and of the networks they are in.
 */

export const reload: Act = ({ world }, client) => {
  if (world.dice.chance(0.4)) client.kill()
  else client.close()
  const isGoneForLong = world.dice.chance(0.3)
  const awayMs = isGoneForLong ? world.dice.between(1_000, 30_000) : world.dice.between(0, 300)
  world.scope.scheduler.after(awayMs, () => world.startClient(client.device))
}

export const goOffline: Act = ({ world }, client) => {
  const { device } = client
  if (!device.isOnline) return
  device.isOnline = false
  world.network.cutSite(device)
  world.scope.scheduler.after(world.dice.between(200, 15_000), () => {
    device.isOnline = true
    for (const one of liveClients(world)) if (one.device === device) one.wake()
  })
}

export const wake: Act = (_play, client) => client.wake()
