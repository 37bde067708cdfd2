import { SquarePen, Users, X } from 'lucide-react'
import { useState } from 'react'
import { toLinstaError } from '../errors.ts'
import { useRooms } from '../hooks/useRooms.ts'
import { useStrings } from '../hooks/useStrings.ts'
import type { Person } from '../types.ts'
import { Dialog } from './Dialog.tsx'
import { IconButton } from './IconButton.tsx'
import { PeopleSearch } from './PeopleSearch.tsx'

/**
 * A button that opens a dialog to find somebody and chat with them, or to make a group.
 *
 * @example
 * <StartConversation onOpen={(chatRoomId) => navigate(`/chat/${chatRoomId}`)} />
 */
export function StartConversation({ onOpen }: { onOpen(chatRoomId: string): void }) {
  const strings = useStrings()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <IconButton icon={SquarePen} label={strings.startConversation} onClick={() => setIsOpen(true)} />
      {isOpen && (
        <StartConversationDialog
          onClose={() => setIsOpen(false)}
          onOpen={(chatRoomId) => {
            setIsOpen(false)
            onOpen(chatRoomId)
          }}
        />
      )}
    </>
  )
}

/**
 * The dialog by itself, for buttons of one's own.
 *
 * @example
 * {isOpen && <StartConversationDialog onOpen={show} onClose={() => setIsOpen(false)} />}
 */
export function StartConversationDialog(props: { onOpen(chatRoomId: string): void; onClose(): void }) {
  const { onOpen, onClose } = props
  const strings = useStrings()
  const { open, createGroup } = useRooms()
  // Null while one looks for one person.
  const [group, setGroup] = useState<readonly Person[] | null>(null)
  const [failure, setFailure] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)

  async function enter(opening: Promise<{ chatRoomId: string }>): Promise<void> {
    setIsBusy(true)
    setFailure(undefined)
    try {
      onOpen((await opening).chatRoomId)
    } catch (thrown) {
      setFailure(strings.error(toLinstaError(thrown)))
      setIsBusy(false)
    }
  }

  const isIn = (person: Person) => group?.some(({ _id }) => _id === person._id) === true
  const leaveOut = (person: Person) => setGroup((before) => before?.filter(({ _id }) => _id !== person._id) ?? null)

  function pick(person: Person): void {
    if (group === null) void enter(open(person._id))
    else if (isIn(person)) leaveOut(person)
    else setGroup([...group, person])
  }

  return (
    <Dialog title={group === null ? strings.startConversation : strings.newGroup} onClose={onClose}>
      {group !== null && group.length > 0 && (
        <ul className="linsta-chosen" aria-label={strings.chosen(group.length)}>
          {group.map((person) => (
            <li key={person._id}>
              <span dir="auto">{person.name}</span>
              <IconButton icon={X} label={strings.remove(person.name)} onClick={() => leaveOut(person)} />
            </li>
          ))}
        </ul>
      )}
      <PeopleSearch onPick={pick} {...(group === null ? {} : { isPicked: isIn })} />
      {failure !== undefined && <p className="linsta-failure">{failure}</p>}
      <footer className="linsta-dialog-buttons">
        <button type="button" className="linsta-button" onClick={() => setGroup(group === null ? [] : null)}>
          {group === null && <Users aria-hidden="true" />}
          {group === null ? strings.newGroup : strings.oneToOne}
        </button>
        {group !== null && (
          <button
            type="button"
            className="linsta-button linsta-button-primary"
            disabled={group.length === 0 || isBusy}
            onClick={() => void enter(createGroup(group.map(({ _id }) => _id)))}
          >
            {strings.createGroup}
          </button>
        )}
      </footer>
    </Dialog>
  )
}
