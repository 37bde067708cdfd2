import { Person } from '@linsta/testkit'
import type { Cast, Evening } from '../evening.ts'

/** Everybody registers. */
export async function arrivals({ server, transcript, checks }: Evening): Promise<Cast> {
  transcript.scene('People arrive')
  const register = async (name: string, remark: string): Promise<Person> => {
    const person = await Person.register(server.url, name)
    transcript.line(name, remark)
    return person
  }
  const cast = {
    mira: await register('Mira', 'registers, and looks around'),
    jonas: await register('Jonas', 'registers, because Mira did'),
    lena: await register('Lena', 'registers'),
    viktor: await register('Viktor', 'registers, curious what the others talk about'),
    ola: await register('Ola', 'registers, and has to leave again'),
  }
  const ids = Object.values(cast).map(({ id }) => id)
  checks.equal('five accounts, each with an id and a token of its own', new Set(ids).size, 5)
  return cast
}
