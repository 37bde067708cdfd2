import { TYPING_MS } from '@linsta/protocol/bounds'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, texts, type World } from '../test/world.ts'
import type { LinstaClient } from './createLinstaClient.ts'

describe('rooms', () => {
  let world: World
  beforeEach(() => {
    world = createWorld()
  })
  afterEach(() => world.close())

  const listed = (client: LinstaClient) => client.rooms.getSnapshot().rooms.map(({ chatRoomId }) => chatRoomId)
  const calls = (name: string) => world.server.callsOf(name)

  describe('as a list', () => {
    it('come page by page, most recently active first, with the sum of what is unread', async () => {
      const { server, time } = world
      const rooms: string[] = []
      for (let index = 0; index < 8; index += 1) {
        rooms.unshift(server.addRoom('direct', ['ann', `user ${index}`]))
        await time.pass(10)
        for (let count = 0; count < index; count += 1) server.send(rooms[0] ?? '', `user ${index}`, 'hi')
      }
      const ann = world.client('ann')
      expect(ann.rooms.getSnapshot()).toEqual({ status: 'loading', rooms: [], unreadTotal: 0 })
      await time.pass(200)
      expect(listed(ann)).toEqual(rooms)
      expect(ann.rooms.getSnapshot()).toMatchObject({ status: 'current', unreadTotal: 28 })
      expect(calls('sync')).toHaveLength(3)
      server.send(rooms[5] ?? '', 'user 2', 'up')
      await time.pass(50)
      expect(listed(ann)[0]).toBe(rooms[5])
      expect(calls('get_room'), 'no room needed more than its head').toHaveLength(0)
    })

    it('of which only one changed gives a new snapshot, and nothing that changed none', async () => {
      const { server, time } = world
      const room = server.addRoom('direct', ['ann', 'bob'])
      const ann = world.client('ann')
      await time.pass(100)
      const before = ann.rooms.getSnapshot()
      expect(ann.rooms.getSnapshot()).toBe(before)
      let told = 0
      ann.rooms.subscribe(() => {
        told += 1
      })
      for (let index = 0; index < 5; index += 1) server.send(room, 'bob', 'hi')
      await time.pass(100)
      expect(ann.rooms.getSnapshot()).not.toBe(before)
      expect(told, 'each arrived in a turn of its own').toBe(5)
    })

    it('a room that one is added to appears, one that is new to both as well', async () => {
      const { server, time } = world
      const group = server.addRoom('group', ['bob', 'cid'])
      const ann = world.client('ann')
      const bob = world.client('bob')
      await time.pass(100)
      expect(listed(ann)).toEqual([])
      server.addParticipant(group, 'ann')
      const opening = bob.rooms.open('ann')
      await time.pass(100)
      const opened = await opening
      expect(listed(bob)).toContain(opened.chatRoomId)
      void opened.send('first words')
      await time.pass(100)
      expect(new Set(listed(ann))).toEqual(new Set([group, opened.chatRoomId]))
      expect(ann.rooms.getSnapshot().unreadTotal).toBe(1)
    })

    it('[P6] a room that one is removed from is gone at once, and comes back with what happened since', async () => {
      const { server, time } = world
      const group = server.addRoom('group', ['bob', 'ann'])
      const ann = world.client('ann')
      ann.room(group).subscribe(() => {})
      server.send(group, 'bob', 'before')
      await time.pass(100)
      server.removeParticipant(group, 'ann')
      await time.pass(50)
      expect(listed(ann)).toEqual([])
      expect(ann.room(group).getSnapshot()).toMatchObject({ timeline: { state: 'gone' }, messages: [], head: null })
      server.send(group, 'bob', 'without her')
      server.addParticipant(group, 'ann')
      await time.pass(100)
      expect(listed(ann)).toEqual([group])
      expect(texts(ann, group)).toEqual(['before', 'without her'])
    })

    it('a room that is on no page of a sync is gone', async () => {
      const { server, time } = world
      const [kept, left] = [server.addRoom('group', ['ann', 'bob']), server.addRoom('group', ['ann', 'bob'])]
      const ann = world.client('ann')
      ann.room(left).subscribe(() => {})
      await time.pass(100)
      server.isDown = true
      server.cut()
      server.removeParticipant(left, 'ann')
      expect(ann.rooms.getSnapshot().status).toBe('stale')
      server.isDown = false
      await time.pass(5_000)
      expect(listed(ann)).toEqual([kept])
      expect(ann.room(left).getSnapshot().timeline).toEqual({ state: 'gone' })
    })

    it('[P4] another database makes everything anew', async () => {
      const { server, time } = world
      const room = server.addRoom('direct', ['ann', 'bob'])
      server.send(room, 'bob', 'old')
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      server.epoch = 'another'
      const backup = server.backUp()
      backup.rooms.get(room)?.entries.splice(0)
      backup.rooms.get(room)?.messages.clear()
      server.restore(backup)
      server.send(room, 'bob', 'new')
      await time.pass(5_000)
      expect(texts(ann, room)).toEqual(['new'])
      expect(ann.rooms.getSnapshot()).toMatchObject({ status: 'current', unreadTotal: 1 })
    })

    it('[P6] a removal during a sync counts, be the page older', async () => {
      const { server, time } = world
      const group = server.addRoom('group', ['bob', 'ann'])
      for (const other of ['cid', 'dan', 'eve']) server.send(server.addRoom('direct', ['ann', other]), other, 'hi')
      const ann = world.client('ann')
      await time.pass(10_000)
      expect(listed(ann)).toContain(group)
      server.delays = ({ name, payload }) => (name === 'sync' && payload.cursor !== undefined ? 1_000 : 0)
      ann.wake()
      await time.pass(500)
      server.removeParticipant(group, 'ann')
      await time.pass(5_000)
      expect(ann.rooms.getSnapshot().status).toBe('current')
      expect(listed(ann)).not.toContain(group)
    })

    it('[P4] another database is believed also where its logs look like the ones before', async () => {
      const { server, time } = world
      const room = server.addRoom('direct', ['ann', 'bob'])
      const message = server.send(room, 'bob', 'as it was')
      const notification = server.notify('ann', 'as it was')
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      ann.inbox.subscribe(() => {})
      await time.pass(100)
      server.epoch = 'another'
      server.room(room).messages.set(message._id, { ...message, text: 'as it is there' })
      server.inbox('ann').notifications.set(notification._id, { ...notification, type: 'as it is there' })
      server.cut()
      await time.pass(5_000)
      expect(texts(ann, room)).toEqual(['as it is there'])
      expect(ann.inbox.getSnapshot().notifications.map(({ type }) => type)).toEqual(['as it is there'])
    })

    it('[P4] what an older backup has lost is at no time beside what came after it', async () => {
      const { server, time } = world
      const room = server.addRoom('direct', ['ann', 'bob'])
      server.send(room, 'bob', 'kept')
      const backup = server.backUp()
      const ann = world.client('ann')
      const seen: string[] = []
      ann.room(room).subscribe(() => seen.push(texts(ann, room).join()))
      await time.pass(100)
      server.send(room, 'bob', 'lost with the disk')
      await time.pass(100)
      server.restore(backup)
      server.send(room, 'bob', 'another second one')
      let isSent = false
      server.losesAck = ({ name }) => {
        // While the client finds out what it has missed.
        if (!isSent && name !== 'sync') server.send(room, 'bob', 'a third one')
        isSent ||= name !== 'sync'
        return false
      }
      await time.pass(5_000)
      expect(texts(ann, room)).toEqual(['kept', 'another second one', 'a third one'])
      expect(seen.filter((shown) => shown.includes('lost') && shown.includes('third'))).toEqual([])
    })

    it('[P4] what an answer told before its entry came is in doubt when the link breaks', async () => {
      const { server, time } = world
      const room = server.addRoom('direct', ['ann', 'bob'])
      const message = server.send(room, 'ann', 'deleted, and then restored')
      const backup = server.backUp()
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      server.losesEvent = () => true
      await Promise.all([ann.room(room).deleteMessage(message._id), time.pass(50)])
      expect(texts(ann, room)).toEqual(['#1 deleted'])
      server.restore(backup)
      await time.pass(5_000)
      expect(texts(ann, room)).toEqual(['deleted, and then restored'])
    })

    it('[P4] nothing is put on top of a room before the log behind it is known', async () => {
      const { server, time } = world
      const room = server.addRoom('direct', ['ann', 'bob'])
      server.send(room, 'bob', 'kept')
      const others = ['cid', 'dan', 'eve'].map((other) => server.addRoom('direct', ['ann', other]))
      const backup = server.backUp()
      const ann = world.client('ann')
      const seen: string[] = []
      ann.room(room).subscribe(() => seen.push(texts(ann, room).join()))
      await time.pass(100)
      server.send(room, 'bob', 'lost with the disk')
      await time.pass(100)
      server.restore(backup)
      server.send(room, 'bob', 'another second one')
      await time.pass(1)
      // They fill the first page of the sync.
      for (const other of others) server.send(other, 'ann', 'from elsewhere')
      server.delays = ({ name, payload }) => (name === 'sync' && payload.cursor !== undefined ? 2_000 : 0)
      await time.pass(1_000)
      server.send(room, 'bob', 'a third one')
      await time.pass(5_000)
      expect(texts(ann, room)).toEqual(['kept', 'another second one', 'a third one'])
      expect(seen.filter((shown) => shown.includes('lost') && shown.includes('third'))).toEqual([])
    })

    it('[P4] a room whose log went back is no gap', async () => {
      const { server, time } = world
      const room = server.addRoom('direct', ['ann', 'bob'])
      const backup = server.backUp()
      const ann = world.client('ann')
      await time.pass(100)
      for (let count = 0; count < 3; count += 1) server.send(room, 'bob', 'lost with the disk')
      await time.pass(100)
      server.restore(backup)
      await time.pass(5_000)
      server.send(room, 'bob', 'first again')
      await time.pass(100)
      expect(ann.rooms.getSnapshot()).toMatchObject({ unreadTotal: 1, rooms: [{ preview: { text: 'first again' } }] })
      expect(calls('get_room')).toEqual([])
    })

    it('[P2] a group is asked for again where the answer is lost, and made once', async () => {
      const { server, time } = world
      const ann = world.client('ann')
      await time.pass(50)
      server.losesAck = ({ name }) => name === 'create_room' && server.callsOf(name).length === 1
      const creating = ann.rooms.createGroup(['bob', 'cid'])
      await time.pass(20_000)
      const { chatRoomId } = await creating
      const asked = calls('create_room')
      expect(asked).toHaveLength(2)
      expect(asked[1]).toEqual(asked[0])
      expect(listed(ann)).toEqual([chatRoomId])
      const another = ann.rooms.createGroup(['bob', 'cid'])
      await time.pass(50)
      expect((await another).chatRoomId).not.toBe(chatRoomId)
    })

    it('a new one is listed at once for everybody who is in it', async () => {
      const { time } = world
      const [ann, bob, cid, dan] = [world.client('ann'), world.client('bob'), world.client('cid'), world.client('dan')]
      await time.pass(50)
      const made = Promise.all([ann.rooms.createGroup(['bob', 'cid']), bob.rooms.open('cid')])
      await time.pass(100)
      const [group, direct] = await made
      const ids = [group.chatRoomId, direct.chatRoomId]
      expect(listed(ann)).toEqual(ids.slice(0, 1))
      for (const client of [bob, cid]) expect(listed(client).toSorted()).toEqual(ids.toSorted())
      expect(listed(dan)).toEqual([])
    })
  })

  describe('one of them', () => {
    let room: string
    beforeEach(() => {
      room = world.server.addRoom('direct', ['ann', 'bob'])
    })

    it('[P4] after an absence fetches what it missed, and begins anew where that is long', async () => {
      const { server, time } = world
      for (let index = 0; index < 6; index += 1) server.send(room, 'bob', `${index}`)
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      expect(texts(ann, room)).toEqual(['2', '3', '4', '5'])
      server.isDown = true
      server.cut()
      for (let index = 6; index < 9; index += 1) server.send(room, 'bob', `${index}`)
      server.isDown = false
      await time.pass(5_000)
      expect(texts(ann, room)).toEqual(['2', '3', '4', '5', '6', '7', '8'])
      expect(calls('get_messages')).toHaveLength(1)

      server.isDown = true
      server.cut()
      for (let index = 9; index < 520; index += 1) server.send(room, 'bob', `${index}`)
      server.isDown = false
      await time.pass(5_000)
      expect(texts(ann, room)).toEqual(['516', '517', '518', '519'])
      expect(ann.room(room).getSnapshot().timeline).toMatchObject({ state: 'ready', hasMoreBefore: true })
    })

    it('many that moved are asked for in one call', async () => {
      const { server, time } = world
      const rooms = ['bob', 'cid', 'dan', 'eve', 'fay'].map((other) => server.addRoom('direct', ['ann', other]))
      const ann = world.client('ann')
      for (const one of rooms) ann.room(one).subscribe(() => {})
      await time.pass(100)
      server.isDown = true
      server.cut()
      for (const one of rooms) server.send(one, 'ann', 'from elsewhere')
      server.isDown = false
      const before = calls('get_changes').length
      await time.pass(5_000)
      for (const one of rooms) expect(texts(ann, one)).toEqual(['from elsewhere'])
      expect(calls('get_changes').length - before, 'one a page').toBe(2)
    })

    it('[P4] misses nothing of what came while it was compared, be it more than is kept', async () => {
      const { server, time } = world
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      // On the second page: the first one's are more recently active.
      for (const other of ['cid', 'dan', 'eve']) server.send(server.addRoom('direct', ['ann', other]), other, 'hi')
      server.cut()
      server.delays = ({ name, payload }) => (name === 'sync' && payload.cursor !== undefined ? 2_000 : 0)
      await time.pass(1_000)
      for (let index = 0; index < 600; index += 1) server.send(room, 'bob', `${index}`)
      await time.pass(10_000)
      expect(texts(ann, room).at(-1)).toBe('599')
      expect(ann.rooms.getSnapshot().unreadTotal).toBe(603)
    })

    it('[P4] misses nothing of what came before the first answer', async () => {
      const { server, time } = world
      server.delays = ({ name }) => (name === 'sync' ? 500 : 0)
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      await time.pass(200)
      server.send(room, 'bob', 'early')
      server.notify('ann', 'early')
      await time.pass(1_000)
      expect(texts(ann, room)).toEqual(['early'])
      expect(ann.rooms.getSnapshot().unreadTotal).toBe(1)
      expect(ann.inbox.getSnapshot().unreadCount).toBe(1)
    })

    it('heals a gap at once, and asks for nothing where there is none', async () => {
      const { server, time } = world
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      server.send(room, 'bob', 'heard')
      await time.pass(50)
      expect(calls('get_changes')).toHaveLength(0)
      server.losesEvent = () => true
      server.send(room, 'bob', 'unheard')
      server.losesEvent = () => false
      server.send(room, 'bob', 'after the gap')
      await time.pass(50)
      expect(texts(ann, room)).toEqual(['heard', 'unheard', 'after the gap'])
      expect(calls('get_changes')).toHaveLength(1)
      expect(ann.rooms.getSnapshot().unreadTotal).toBe(3)
    })

    it('pages back, around and forward again without a hole', async () => {
      const { server, time } = world
      for (let index = 0; index < 20; index += 1) server.send(room, 'bob', `${index}`)
      const ann = world.client('ann')
      const handle = ann.room(room)
      handle.subscribe(() => {})
      await time.pass(100)
      await Promise.all([handle.loadOlder(), handle.loadOlder(), time.pass(50)])
      expect(texts(ann, room)).toEqual(['12', '13', '14', '15', '16', '17', '18', '19'])
      expect(calls('get_messages'), 'two at once are one').toHaveLength(2)
      await Promise.all([handle.loadAround(5), time.pass(50)])
      expect(texts(ann, room)).toEqual(['2', '3', '4', '5'])
      expect(handle.getSnapshot().timeline).toEqual({ state: 'ready', hasMoreBefore: true, hasMoreAfter: true })
      server.send(room, 'bob', 'beyond the hole')
      await time.pass(50)
      expect(texts(ann, room)).toEqual(['2', '3', '4', '5'])
      for (let page = 0; page < 4; page += 1) await Promise.all([handle.loadNewer(), time.pass(50)])
      expect(texts(ann, room).slice(-2)).toEqual(['19', 'beyond the hole'])
      expect(texts(ann, room)).toHaveLength(19)
      expect(handle.getSnapshot().timeline).toMatchObject({ hasMoreAfter: false })
      await Promise.all([handle.loadNewest(), time.pass(50)])
      expect(texts(ann, room)).toHaveLength(4)
    })

    it('that nobody has looked at for long is loaded again when somebody does', async () => {
      const { server, time } = world
      server.send(room, 'bob', 'hi')
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})()
      await time.pass(100)
      const others = Array.from({ length: 20 }, (_, index) => server.addRoom('direct', ['ann', `user ${index}`]))
      for (const one of others.slice(1)) ann.room(one).subscribe(() => {})()
      await time.pass(200)
      expect(texts(ann, room)).toEqual(['hi'])
      ann.room(others[0] ?? '').subscribe(() => {})()
      await time.pass(100)
      expect(ann.room(room).getSnapshot()).toMatchObject({ timeline: { state: 'loading' }, messages: [] })
      server.send(room, 'bob', 'still counted')
      await time.pass(100)
      expect(ann.rooms.getSnapshot().unreadTotal).toBe(2)
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      expect(texts(ann, room)).toEqual(['hi', 'still counted'])
    })

    it('that is none says so', async () => {
      const { time } = world
      const ann = world.client('ann')
      const handle = ann.room('f'.repeat(24))
      handle.subscribe(() => {})
      await time.pass(100)
      expect(handle.getSnapshot()).toMatchObject({ head: null, timeline: { state: 'gone' } })
    })

    it('a call gives up after 30 s without an answer', async () => {
      const { server, time } = world
      const ann = world.client('ann')
      await time.pass(50)
      server.isDown = true
      server.cut()
      const opening = ann.rooms.open('bob')
      opening.catch(() => {})
      await time.pass(30_000)
      await expect(opening).rejects.toMatchObject({ code: 'unavailable' })
    })

    it('deletes a message for both, and shows it from the answer on', async () => {
      const { server, time } = world
      const message = server.send(room, 'ann', 'oops')
      const [ann, bob] = [world.client('ann'), world.client('bob')]
      for (const client of [ann, bob]) client.room(room).subscribe(() => {})
      await time.pass(100)
      await Promise.all([ann.room(room).deleteMessage(message._id), time.pass(50)])
      for (const client of [ann, bob]) {
        expect(texts(client, room)).toEqual(['#1 deleted'])
        expect(client.rooms.getSnapshot().rooms[0]?.preview).toMatchObject({ deleted: true, text: '' })
      }
    })

    it('keeps a message the same object, and its key from pending to sent', async () => {
      const { server, time } = world
      server.send(room, 'bob', 'hi')
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      const [first] = ann.room(room).getSnapshot().messages
      void ann.room(room).send('hello')
      const pending = ann.room(room).getSnapshot().messages[1]
      await time.pass(50)
      const [same, sent] = ann.room(room).getSnapshot().messages
      expect(same).toBe(first)
      expect([pending?.state, sent?.state]).toEqual(['pending', 'sent'])
      expect(sent?.key).toBe(pending?.key)
    })
  })

  describe('with receipts', () => {
    let room: string
    beforeEach(() => {
      room = world.server.addRoom('direct', ['ann', 'bob'])
    })

    it('[P11] tells how far one has read once, however often it is said', async () => {
      const { server, time } = world
      const ann = world.client('ann')
      await time.pass(50)
      for (let index = 0; index < 5; index += 1) {
        server.send(room, 'bob', 'hi')
        await time.pass(6)
        void ann.room(room).markRead()
      }
      await time.pass(100)
      expect(calls('mark_read').length).toBeLessThanOrEqual(4)
      expect(calls('mark_read').at(-1)).toEqual({ chatRoomId: room, seq: 5 })
      await ann.room(room).markRead()
      await ann.room(room).markRead(2)
      expect(calls('mark_read').at(-1)).toEqual({ chatRoomId: room, seq: 5 })
      expect(ann.rooms.getSnapshot().unreadTotal).toBe(0)
    })

    it('keeps what was read while offline until it can be told', async () => {
      const { server, time } = world
      server.send(room, 'bob', 'hi')
      const ann = world.client('ann')
      await time.pass(50)
      server.isDown = true
      server.cut()
      const marked = ann.room(room).markRead()
      await time.pass(120_000)
      server.isDown = false
      await time.pass(60_000)
      await marked
      expect(server.unreadOf(room, 'ann')).toBe(0)
    })

    it('[P11] counts what is unread anew when another tab has read, loaded or not', async () => {
      const { server, time } = world
      const other = server.addRoom('direct', ['ann', 'cid'])
      const ann = world.client('ann')
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      for (const one of [room, other]) {
        for (let index = 0; index < 4; index += 1) server.send(one, one === room ? 'bob' : 'cid', 'hi')
        server.markRead(one, 'ann', 3)
      }
      await time.pass(100)
      expect(ann.rooms.getSnapshot().rooms.map(({ unread }) => unread)).toEqual([1, 1])
      expect(calls('get_room').map(({ chatRoomId }) => chatRoomId)).toEqual([room, other])
    })

    it('[P11] answering without having read leaves it unread', async () => {
      const { server, time } = world
      const ann = world.client('ann')
      const own = () => ann.rooms.getSnapshot().rooms[0]?.receipts.find(({ userId }) => userId === 'ann')?.lastReadSeq
      await time.pass(50)
      void ann.room(room).send('first')
      await time.pass(50)
      expect(own(), 'nothing of others lay before it').toBe(1)
      server.send(room, 'bob', 'unread')
      await time.pass(50)
      void ann.room(room).send('answered unseen')
      await time.pass(50)
      expect([own(), ann.rooms.getSnapshot().unreadTotal, server.unreadOf(room, 'ann')]).toEqual([1, 1, 1])
      await Promise.all([ann.room(room).markRead(), time.pass(50)])
      expect(calls('mark_read')).toHaveLength(1)
      expect(server.unreadOf(room, 'ann')).toBe(0)
    })

    it('shows how far the other one is, and only forward', async () => {
      const { server, time } = world
      const ann = world.client('ann')
      const bob = world.client('bob')
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      void ann.room(room).send('hi')
      await time.pass(500)
      const receipt = () =>
        ann
          .room(room)
          .getSnapshot()
          .head?.receipts.find(({ userId }) => userId === 'bob')
      expect(receipt()).toMatchObject({ lastReadSeq: 0, lastDeliveredSeq: 0 })
      await time.pass(1_000)
      expect(receipt(), 'delivered within about a second').toMatchObject({ lastReadSeq: 0, lastDeliveredSeq: 1 })
      void bob.room(room).markRead()
      await time.pass(50)
      expect(receipt()).toMatchObject({ lastReadSeq: 1, lastDeliveredSeq: 1 })
      expect(
        ann
          .room(room)
          .getSnapshot()
          .participants.find(({ user }) => user._id === 'bob')?.receipt,
      ).toEqual(receipt())
      expect(server.callsOf('mark_delivered')).toHaveLength(1)
    })

    it('gathers what was delivered: a second of many rooms is one call', async () => {
      const { server, time } = world
      const rooms = ['bob', 'cid', 'dan'].map((other) => [server.addRoom('direct', ['ann', other]), other] as const)
      world.client('ann')
      await time.pass(100)
      for (const [one, other] of rooms) for (let index = 0; index < 3; index += 1) server.send(one, other, 'hi')
      await time.pass(1_100)
      expect(calls('mark_delivered')).toEqual([{ rooms: rooms.map(([chatRoomId]) => ({ chatRoomId, seq: 3 })) }])
    })
  })

  describe('with people who type', () => {
    it('shows them until their message is there, or for 6 s after their last word', async () => {
      const { server, time } = world
      const room = server.addRoom('group', ['ann', 'bob', 'cid'])
      const ann = world.client('ann')
      await time.pass(50)
      const typing = () => ann.rooms.getSnapshot().rooms[0]?.typing
      server.tellTyping(room, 'bob')
      server.tellTyping(room, 'cid')
      await time.pass(10)
      expect(typing()).toEqual(['bob', 'cid'])
      server.send(room, 'bob', 'done')
      await time.pass(10)
      expect(typing()).toEqual(['cid'])
      await time.pass(TYPING_MS - 1_000)
      server.tellTyping(room, 'cid')
      await time.pass(TYPING_MS - 1_000)
      expect(typing()).toEqual(['cid'])
      await time.pass(1_100)
      expect(typing()).toEqual([])
    })

    it('tells of oneself at most every 3 s, and not while offline', async () => {
      const { server, time } = world
      const room = server.addRoom('direct', ['ann', 'bob'])
      const ann = world.client('ann')
      await time.pass(50)
      for (let ms = 0; ms < 7_000; ms += 100) {
        ann.room(room).setTyping()
        await time.pass(100)
      }
      expect(calls('typing')).toHaveLength(3)
      server.isDown = true
      server.cut()
      await time.pass(5_000)
      ann.room(room).setTyping()
      server.isDown = false
      await time.pass(60_000)
      expect(calls('typing')).toHaveLength(3)
    })
  })

  describe('of groups', () => {
    it('are made, joined, left and led', async () => {
      const { server, time } = world
      const ann = world.client('ann')
      const cid = world.client('cid')
      await time.pass(50)
      const creating = ann.rooms.createGroup(['bob'])
      await time.pass(100)
      const group = await creating
      group.subscribe(() => {})
      await Promise.all([group.addParticipant('cid'), time.pass(100)])
      const people = () => group.getSnapshot().participants.map(({ user }) => user._id)
      expect(people()).toEqual(['ann', 'bob', 'cid'])
      expect(listed(cid)).toEqual([group.chatRoomId])
      await Promise.all([group.removeParticipant('bob'), time.pass(100)])
      expect(people()).toEqual(['ann', 'cid'])
      server.losesAck = ({ name, userId }) =>
        name === 'remove_participant' && userId === 'cid' && server.callsOf(name).length === 2
      const leaving = cid.room(group.chatRoomId).leave()
      await time.pass(15_000)
      await leaving
      expect(listed(cid)).toEqual([])
      expect(people()).toEqual(['ann'])
    })

    it('are owned by whoever has been there longest, of those who are there', async () => {
      const { server, time } = world
      const room = server.addRoom('group', ['bob', 'ann', 'cid'])
      const direct = server.addRoom('direct', ['ann', 'bob'])
      const ann = world.client('ann')
      await time.pass(50)
      const owner = (chatRoomId = room) => ann.room(chatRoomId).getSnapshot().head?.ownerId
      expect([owner(), owner(direct)]).toEqual(['bob', null])
      server.removeParticipant(room, 'cid')
      await time.pass(50)
      expect([owner(), calls('get_room').length]).toEqual(['bob', 0])
      server.removeParticipant(room, 'bob')
      server.addParticipant(room, 'bob')
      await time.pass(50)
      expect(owner()).toBe('ann')
    })

    it('are owned by the right one, whatever overtakes the answer that tells who that is', async () => {
      const { server, time } = world
      const room = server.addRoom('group', ['bob', 'cid', 'dan', 'ann'])
      const ann = world.client('ann')
      await time.pass(50)
      const owner = () => ann.room(room).getSnapshot().head?.ownerId
      server.delays = ({ name }) => (name === 'get_room' ? 50 : 0)
      server.removeParticipant(room, 'bob')
      await time.pass(20)
      server.send(room, 'cid', 'asked already')
      await time.pass(100)
      expect(owner()).toBe('cid')

      server.removeParticipant(room, 'cid')
      await time.pass(20)
      server.removeParticipant(room, 'dan')
      await time.pass(200)
      expect(owner()).toBe('ann')
    })

    it('show everybody, however many answers that takes and whatever happens between them', async () => {
      const { server, time } = world
      const others = Array.from({ length: 8 }, (_, index) => `person ${index}`)
      const room = server.addRoom('group', ['ann', ...others])
      const ann = world.client('ann')
      const people = () =>
        ann
          .room(room)
          .getSnapshot()
          .participants.map(({ user }) => user._id)
      await time.pass(50)
      ann.room(room).subscribe(() => {})
      await time.pass(100)
      expect(calls('get_room')).toHaveLength(3)
      expect(people()).toEqual(['ann', ...others])

      // Between the first page and the last: somebody of the first goes, somebody comes.
      server.cut()
      const asked = calls('get_room').length
      while (calls('get_room').length < asked + 2) await time.pass(1)
      server.removeParticipant(room, 'person 1')
      server.addParticipant(room, 'late')
      await time.pass(500)
      expect(people()).toEqual(['ann', ...others.filter((other) => other !== 'person 1'), 'late'])
    })

    it('begin anew with who is in them where the link was lost between two answers', async () => {
      const { server, time } = world
      const others = Array.from({ length: 8 }, (_, index) => `person ${index}`)
      const room = server.addRoom('group', ['ann', ...others])
      const ann = world.client('ann')
      await time.pass(50)
      ann.room(room).subscribe(() => {})
      while (calls('get_room').length < 2) await time.pass(1)
      server.cut()
      // Not told of on the link that comes.
      server.removeParticipant(room, 'person 1')
      await time.pass(10_000)
      const { participants } = ann.room(room).getSnapshot()
      expect(participants.map(({ user }) => user._id)).toEqual(['ann', ...others.filter((one) => one !== 'person 1')])
    })
  })
})
