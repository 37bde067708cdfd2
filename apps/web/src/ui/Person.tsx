import { Avatar } from '@linsta/react'
import type { ReactNode } from 'react'
import type { Person as SomePerson } from '../rest/entities.ts'

/** Somebody's picture and name, with what `children` say of them below. */
export function Person({ person, size, children }: { person: SomePerson; size?: 'small'; children?: ReactNode }) {
  return (
    <span className="person">
      <Avatar person={person} size={size} />
      <span>
        <bdi className="name">{person.name}</bdi>
        {children === undefined ? null : <span className="below quiet small">{children}</span>}
      </span>
    </span>
  )
}
