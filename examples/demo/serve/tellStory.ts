import { Person } from '@linsta/testkit'
import type { StoryClock } from './storyClock.ts'

const NAMES = {
  mira: 'Mira Lindqvist',
  jonas: 'Jonas Weber',
  lena: 'Lena Okafor',
  amir: 'أمير حداد',
  yuki: '田中ゆき',
  sofia: 'Sofia Rossi',
  tom: 'Tom Becker',
  priya: 'Priya Nair',
} as const

type Who = keyof typeof NAMES
export type Cast = Record<Who, Person>

const PICTURES: Partial<Record<Who, string>> = {
  mira: 'mira-lake',
  lena: 'lena-dusk',
  sofia: 'sofia-coast',
  yuki: 'yuki-night',
}

/** Who said what when, in minutes before the present. */
type Line = readonly [minutesAgo: number, who: Who, text: string]

const TALKS: readonly { between: readonly Who[]; lines: readonly Line[] }[] = [
  {
    between: ['tom', 'mira'],
    lines: [
      [6_900, 'tom', 'Found your scarf. It has been living in my bike basket since Sunday.'],
      [6_880, 'mira', 'It likes the fresh air. I will fetch it on Friday.'],
    ],
  },
  {
    between: ['amir', 'mira'],
    lines: [
      [4_400, 'amir', 'مساء الخير ميرا! هل نلتقي يوم السبت؟'],
      [4_380, 'mira', 'Saturday is perfect. The café by the bridge?'],
      [4_370, 'amir', 'نعم، الساعة العاشرة. سأحضر الكتاب معي.'],
    ],
  },
  {
    between: ['sofia', 'mira'],
    lines: [
      [1_700, 'sofia', 'The photos from the coast are up. You are in most of them, laughing.'],
      [1_690, 'mira', 'I had sand in everything I own, of course I was laughing'],
      [1_500, 'sofia', 'Next time we bring a tent. And fewer sandwiches.'],
    ],
  },
  {
    between: ['yuki', 'mira'],
    lines: [
      [300, 'mira', 'How was the first week at the studio?'],
      [280, 'yuki', 'Loud and wonderful. 毎日新しいことを学んでいます。'],
      [278, 'yuki', 'I am making a glaze that looks like the sky after rain.'],
    ],
  },
  {
    between: ['mira', 'jonas', 'lena', 'priya'],
    lines: [
      [190, 'lena', 'Swim tomorrow? The water is 14 degrees, which is almost warm.'],
      [186, 'jonas', '14 is a number, not a temperature'],
      [183, 'mira', 'I am in. Jonas brings the tea and stays on the shore.'],
      [181, 'priya', 'I will stay on the shore with Jonas, for moral support'],
      [120, 'lena', 'Half past six at the old pier then. I made it an event so that nobody can say they did not know.'],
      [44, 'jonas', 'I said yes. I do not know why I said yes.'],
      [41, 'lena', 'Proud of you'],
      [12, 'priya', 'Bringing blankets, two thermos flasks and the dog'],
    ],
  },
  {
    between: ['jonas', 'mira'],
    lines: [
      [2_900, 'jonas', 'Do you still have the recipe for the cardamom buns?'],
      [2_890, 'mira', 'Of course. Butter first, patience second, everything else is negotiable.'],
      [2_885, 'mira', 'I wrote it down at https://example.org/buns for you'],
      [2_880, 'jonas', 'You are a good person'],
      [75, 'jonas', 'They came out of the oven. They look like small planets.'],
      [71, 'mira', 'Planets are round, so you did it right'],
      [70, 'mira', 'How many are left?'],
      [66, 'jonas', 'Define left'],
      [21, 'jonas', 'Okay, two. I am hiding them from myself.'],
      [9, 'mira', 'Bring them tomorrow. Cold water, hot tea, one planet each.'],
      [6, 'jonas', 'Deal. See you at the pier'],
    ],
  },
]

const POSTS: readonly {
  who: Who
  minutesAgo: number
  caption: string
  picture?: string
  likes: readonly Who[]
  comments?: readonly Line[]
}[] = [
  {
    who: 'tom',
    minutesAgo: 5_600,
    caption: 'The repair café mended 31 things on Saturday. One of them was my patience.',
    likes: ['priya', 'sofia', 'mira'],
  },
  {
    who: 'sofia',
    minutesAgo: 1_720,
    caption: 'Four days along the coast, one pair of shoes, no plan. I would do it again tomorrow.',
    picture: 'coast-walk',
    likes: ['mira', 'jonas', 'yuki', 'lena', 'tom'],
    comments: [
      [1_650, 'yuki', 'This light!'],
      [1_600, 'jonas', 'Which shoes? Asking for my feet.'],
    ],
  },
  {
    who: 'yuki',
    minutesAgo: 640,
    caption: '窯から出たばかり。First bowls out of the kiln, still warm.',
    picture: 'kiln-evening',
    likes: ['mira', 'lena', 'sofia'],
    comments: [[600, 'lena', 'I would drink anything out of these']],
  },
  {
    who: 'mira',
    minutesAgo: 400,
    caption: 'First frost on the lake this morning. It sounds like somebody is tuning a very large piano.',
    picture: 'first-frost-on-the-lake',
    likes: ['lena', 'jonas', 'amir', 'priya', 'sofia', 'yuki'],
    comments: [
      [350, 'lena', 'Tomorrow we are the pianists'],
      [320, 'amir', 'صورة رائعة!'],
      [30, 'jonas', 'I can hear it from here, and it is cold'],
    ],
  },
  {
    who: 'jonas',
    minutesAgo: 60,
    caption: 'Cardamom buns, third attempt. The first two were a learning experience.',
    picture: 'buns-at-dusk',
    likes: ['mira', 'lena', 'priya'],
    comments: [[50, 'mira', 'Small planets!']],
  },
]

const DAY = 24 * 60 // minutes
const READ_AFTER_MINUTES = 400 // what is older was read by everybody

const EVENTS: readonly {
  who: Who
  minutesAgo: number
  inDays: number
  at: string
  event: object
  going: readonly Who[]
}[] = [
  {
    who: 'mira',
    minutesAgo: 2_400,
    inDays: 9,
    at: '19:30',
    event: {
      title: 'Soup and stories',
      description:
        'A big pot, a warm kitchen and one story from everybody who wants to tell one. Bring bread or a chair.',
      category: 'Food',
      venue: 'Mira’s kitchen, Harbour Street 12',
      coverImage: '/pictures/soup-and-stories.svg',
    },
    going: ['jonas', 'sofia', 'yuki', 'amir', 'tom'],
  },
  {
    who: 'tom',
    minutesAgo: 2_200,
    inDays: 4,
    at: '14:00',
    event: {
      title: 'Repair café',
      description: 'Bring what is broken. We have screwdrivers, glue and time.',
      category: 'Neighbourhood',
      venue: 'The old fire station',
      coverImage: '/pictures/repair-cafe-morning.svg',
    },
    going: ['priya', 'mira'],
  },
  {
    who: 'sofia',
    minutesAgo: 1_400,
    inDays: 12,
    at: '18:00',
    event: {
      title: 'How to pack one bag: questions and answers',
      description: 'Twenty minutes of talk, forty of questions.',
      category: 'Travel',
      isOnline: true,
      meetingLink: 'https://example.org/one-bag',
    },
    going: ['jonas', 'yuki'],
  },
  {
    who: 'lena',
    minutesAgo: 119,
    inDays: 1,
    at: '06:30',
    event: {
      title: 'Sunrise swim',
      description: 'In at half past six, out when you like. There is a fire, there is tea, and nobody has to be brave.',
      category: 'Outdoors',
      venue: 'The old pier',
      coverImage: '/pictures/sunrise-swim.svg',
    },
    going: ['priya', 'jonas', 'mira'],
  },
]

/** Registers everybody and lets five days go by, each step at its time, over the wire as apps do it. */
export async function tellStory(url: string, clock: StoryClock): Promise<Cast> {
  const cast = await invite(url)
  for (const [who, picture] of Object.entries(PICTURES)) {
    await cast[who as Who].put('/api/users/me', { picture: `/pictures/${picture}.svg` })
  }
  const steps = [...(await planTalks(cast)), ...planPosts(cast), ...planEvents(cast)]
  for (const { minutesAgo, act } of steps.sort((one, other) => other.minutesAgo - one.minutesAgo)) {
    clock.minutesAgo(minutesAgo)
    await act()
  }
  clock.catchUp()
  return signInAgain(cast)
}

type Step = { minutesAgo: number; act(): Promise<void> }

async function planTalks(cast: Cast): Promise<Step[]> {
  const steps: Step[] = []
  for (const { between, lines } of TALKS) {
    const [first, second, ...others] = between.map((who) => cast[who])
    if (first === undefined || second === undefined) continue
    const chatRoomId = others.length === 0 ? await first.roomWith(second) : await openGroup(first, [second, ...others])
    const last = lines.at(-1)?.[0] ?? 0
    if (last > READ_AFTER_MINUTES) {
      for (const who of between) {
        steps.push({
          minutesAgo: last - 1,
          act: async () => void expectDone(await cast[who].post(`/api/chat/rooms/${chatRoomId}/read`)),
        })
      }
    }
    for (const [minutesAgo, who, text] of lines) {
      steps.push({
        minutesAgo,
        // Whoever answers has read what came before.
        act: async () => {
          expectDone(await cast[who].post(`/api/chat/rooms/${chatRoomId}/read`))
          expectDone(await cast[who].post('/api/chat/messages', { chatRoomId, text }))
        },
      })
    }
  }
  return steps
}

async function openGroup(owner: Person, others: readonly Person[]): Promise<string> {
  const { body } = expectDone(await owner.post('/api/chat/groups', { userIds: others.map(({ id }) => id) }))
  return body.room.chatRoomId
}

function planPosts(cast: Cast): Step[] {
  return POSTS.flatMap(({ who, minutesAgo, caption, picture, likes, comments = [] }) => {
    let postId = ''
    const media = picture === undefined ? [] : [{ url: `/pictures/${picture}.svg`, type: 'image/svg+xml' }]
    return [
      {
        minutesAgo,
        act: async () => {
          postId = expectDone(await cast[who].post('/api/posts', { caption, media })).body._id
        },
      },
      ...likes.map((fan, index) => ({
        minutesAgo: minutesAgo - 3 * (index + 1),
        act: async () => void expectDone(await cast[fan].post(`/api/posts/${postId}/like`)),
      })),
      ...comments.map(([at, commenter, text]) => ({
        minutesAgo: at,
        act: async () => void expectDone(await cast[commenter].post(`/api/posts/${postId}/comment`, { text })),
      })),
    ]
  })
}

function planEvents(cast: Cast): Step[] {
  return EVENTS.flatMap(({ who, minutesAgo, inDays, at, event, going }) => {
    let eventId = ''
    return [
      {
        minutesAgo,
        act: async () => {
          const made = await cast[who].post('/api/events', { ...event, date: dateIn(inDays, at) })
          eventId = expectDone(made).body._id
        },
      },
      ...going.map((guest, index) => ({
        minutesAgo: minutesAgo - 15 * (index + 1),
        act: async () => void expectDone(await cast[guest].post(`/api/events/${eventId}/rsvp`)),
      })),
    ]
  })
}

/** That time of day, so many days from now, where this runs. */
function dateIn(days: number, at: string): string {
  const day = new Date(Date.now() + days * DAY * 60_000)
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  day.setHours(hours, minutes, 0, 0)
  return day.toISOString()
}

async function invite(url: string): Promise<Cast> {
  const entries = await Promise.all(
    Object.entries(NAMES).map(async ([who, name]) => [who, await Person.register(url, name)] as const),
  )
  return Object.fromEntries(entries) as Cast
}

/** Their tokens were made days ago: these last from now on. */
async function signInAgain(cast: Cast): Promise<Cast> {
  const entries = await Promise.all(
    Object.entries(cast).map(async ([who, person]) => {
      const { body } = expectDone(
        await person.post('/api/auth/login', { email: person.email, password: 'correct horse' }),
      )
      return [who, new Person(person.url, { ...body.user, token: body.token })] as const
    }),
  )
  return Object.fromEntries(entries) as Cast
}

type Answer = Awaited<ReturnType<Person['post']>>

function expectDone(answer: Answer): Answer {
  if (answer.status < 300) return answer
  throw new Error(`The story does not go on: ${answer.status} ${JSON.stringify(answer.body)}`)
}
