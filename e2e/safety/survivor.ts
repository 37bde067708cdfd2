import { request, type ServerProcess } from '@linsta/testkit'
import { expect } from 'vitest'

/** Words that only a server's inside knows: of exceptions, files, the database. */
export const INNER_WORDS =
  /SyntaxError|TypeError|RangeError|SQLITE|sqlite|no such table|node_modules|\.ts:\d|\bat \w+ \(/

/** The same process lives, answers, and logged no failure of its own. */
export async function expectSurvived(server: ServerProcess, pid: number): Promise<void> {
  expect(await request(server.url, 'GET /healthz')).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect(server.pid).toBe(pid)
  process.kill(pid, 0) // throws where there is none any more
  const failures = server.output.split('\n').filter((line) => /"level":[56]0/.test(line))
  expect(failures).toEqual([])
}
