import { UserMinus, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { toLinstaError } from '../errors.ts'
import { useRoom } from '../hooks/useRoom.ts'
import { useStrings } from '../hooks/useStrings.ts'
import { useUserId } from '../hooks/useUserId.ts'
import { Avatar } from './Avatar.tsx'
import { Dialog } from './Dialog.tsx'
import { IconButton } from './IconButton.tsx'
import { PeopleSearch } from './PeopleSearch.tsx'
import { PresenceDot } from './PresenceDot.tsx'

/**
 * Who is in a group, with ways to add somebody, to remove somebody and to leave. Adding and removing is the owner's: all
 * others are told so when they try.
 *
 * @example
 * {isOpen && <GroupDialog chatRoomId={chatRoomId} onClose={() => setIsOpen(false)} />}
 */
export function GroupDialog({ chatRoomId, onClose }: { chatRoomId: string; onClose(): void }) {
  const room = useRoom(chatRoomId)
  const userId = useUserId()
  const strings = useStrings()
  const [isAdding, setIsAdding] = useState(false)
  const [failure, setFailure] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)

  async function change(call: () => Promise<void>, done: () => void = () => {}): Promise<void> {
    setIsBusy(true)
    setFailure(undefined)
    try {
      await call()
      done()
    } catch (thrown) {
      setFailure(strings.error(toLinstaError(thrown)))
    }
    setIsBusy(false)
  }

  const isIn = (id: string) => room.participants.some(({ user }) => user._id === id)
  return (
    <Dialog title={isAdding ? strings.addPerson : strings.participants(room.participants.length)} onClose={onClose}>
      {isAdding ? (
        <PeopleSearch
          isPicked={({ _id }) => isIn(_id)}
          onPick={({ _id }) => {
            if (!isIn(_id))
              void change(
                () => room.addParticipant(_id),
                () => setIsAdding(false),
              )
          }}
        />
      ) : (
        <ul className="linsta-people linsta-participants">
          {room.participants.map(({ user }) => (
            <li key={user._id} className="linsta-person">
              <span className="linsta-room-avatar">
                <Avatar person={user} />
                <PresenceDot userId={user._id} />
              </span>
              <span dir="auto">{user._id === userId ? strings.you : user.name}</span>
              {user._id !== userId && (
                <IconButton
                  icon={UserMinus}
                  label={strings.remove(user.name)}
                  disabled={isBusy}
                  onClick={() => void change(() => room.removeParticipant(user._id))}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {failure !== undefined && <p className="linsta-failure">{failure}</p>}
      <footer className="linsta-dialog-buttons">
        {isAdding ? (
          <button type="button" className="linsta-button" onClick={() => setIsAdding(false)}>
            {strings.cancel}
          </button>
        ) : (
          <>
            <button
              type="button"
              className="linsta-button linsta-button-quiet-danger"
              disabled={isBusy}
              onClick={() => void change(room.leave, onClose)}
            >
              {strings.leaveGroup}
            </button>
            <button type="button" className="linsta-button" onClick={() => setIsAdding(true)}>
              <UserPlus aria-hidden="true" /> {strings.addPerson}
            </button>
          </>
        )}
      </footer>
    </Dialog>
  )
}
