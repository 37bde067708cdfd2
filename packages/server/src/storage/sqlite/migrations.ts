import type { Database } from 'better-sqlite3'

/**
 * The schema, step by step: step n moves a database from `user_version` n to n + 1. Steps that shipped never change.
 *
 * Rooms and users have integer keys and ids are 12-byte blobs, hex only at the edge: text keys double the cost of a
 * send. A log's primary key packs its owner and its position, `owner << 32 | seq`, so that a log is one run of a
 * plain rowid table: appending touches its right edge, a page is one range scan.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE user (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    picture TEXT,
    last_seen_at INTEGER,
    hides_receipts INTEGER NOT NULL DEFAULT 0,
    invisible INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  -- Few people change what they show, and a server knows them all.
  CREATE INDEX user_privacy ON user (key) WHERE hides_receipts OR invisible;

  CREATE TABLE account (
    user_key INTEGER PRIMARY KEY REFERENCES user,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  -- A group has no pair. A direct room's pair is stored in one order, so that there is one room for it whoever opens it.
  CREATE TABLE room (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    creator_key INTEGER NOT NULL REFERENCES user,
    direct_lower_key INTEGER REFERENCES user,
    direct_higher_key INTEGER REFERENCES user,
    client_room_id TEXT,
    created_at INTEGER NOT NULL,
    indexed_seq INTEGER NOT NULL DEFAULT 0  -- client_message_id has what the log has up to here
  ) STRICT;
  CREATE UNIQUE INDEX room_client_room_id ON room (creator_key, client_room_id) WHERE client_room_id IS NOT NULL;
  CREATE UNIQUE INDEX room_direct ON room (direct_lower_key, direct_higher_key) WHERE direct_lower_key IS NOT NULL;

  CREATE TABLE participant (
    room_key INTEGER NOT NULL REFERENCES room,
    user_key INTEGER NOT NULL REFERENCES user,
    ordinal INTEGER NOT NULL,           -- the order in which they came; the lowest owns a group
    sent_count INTEGER NOT NULL DEFAULT 0,
    last_read_seq INTEGER NOT NULL DEFAULT 0,
    last_delivered_seq INTEGER NOT NULL DEFAULT 0,
    read_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (room_key, user_key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX participant_user ON participant (user_key);

  -- The texts of messages. Rows are added at the end, never lengthened, and emptied, not deleted. So SQLite never moves
  -- one: where it moves rows, to split or merge pages, it leaves copies in a page's unused part, which secure_delete
  -- does not reach, and a deleted text would still be found in the file.
  CREATE TABLE message_text (key INTEGER PRIMARY KEY, text TEXT) STRICT;

  -- A room's log. An entry that is a message also holds the message's current state: text_key (null once deleted) and
  -- updated_seq. The head of a room is its last entry: there is no row that every send would have to update.
  CREATE TABLE entry (
    key INTEGER PRIMARY KEY,            -- room.key << 32 | seq
    id BLOB NOT NULL,
    kind INTEGER NOT NULL,              -- 1 message, 2 delete, 3 participant added, 4 participant removed
    actor_key INTEGER NOT NULL,
    at INTEGER NOT NULL,
    message_count INTEGER NOT NULL,     -- messages of the room up to and with this entry
    target_seq INTEGER,                 -- delete: the message
    target_user_key INTEGER,            -- participant added, removed: who
    reply_to BLOB,
    client_message_id TEXT,
    text_key INTEGER,                   -- message_text.key
    text_hash BLOB,                     -- keyed, from when the text was deleted on
    updated_seq INTEGER                 -- null until something changed the message
  ) STRICT;
  CREATE UNIQUE INDEX entry_id ON entry (id);

  -- Where a message is that its sender gave an id (P2): an index of the log that is written later than it.
  CREATE TABLE client_message_id (
    room_key INTEGER NOT NULL,
    actor_key INTEGER NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (room_key, actor_key, id)
  ) STRICT, WITHOUT ROWID;

  -- A user's inbox, a log in the same sense; a notification's entry holds its current state.
  CREATE TABLE inbox_entry (
    key INTEGER PRIMARY KEY,            -- user.key << 32 | seq
    id BLOB NOT NULL UNIQUE,
    kind INTEGER NOT NULL,              -- 1 notification, 2 retracted, 3 read, 4 all read
    at INTEGER NOT NULL,
    target_seq INTEGER,                 -- retracted, read: the notification
    type TEXT,
    message TEXT,
    reference_id TEXT,
    dedupe_key TEXT,                    -- names the action; the newest generation of it counts
    generation INTEGER,
    read_at INTEGER,
    retracted_at INTEGER,
    updated_seq INTEGER
  ) STRICT;
  CREATE INDEX inbox_dedupe ON inbox_entry (key >> 32, dedupe_key) WHERE dedupe_key IS NOT NULL;
  CREATE INDEX inbox_unread ON inbox_entry (key >> 32) WHERE kind = 1 AND read_at IS NULL AND retracted_at IS NULL;
  CREATE INDEX inbox_reference ON inbox_entry (reference_id) WHERE kind = 1 AND retracted_at IS NULL;

  CREATE TABLE event (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    creator_key INTEGER NOT NULL REFERENCES user,
    title TEXT NOT NULL,
    description TEXT,
    category TEXT,
    date TEXT,                          -- as it was given; the two instants follow from it
    starts_at INTEGER,
    upcoming_until INTEGER,
    time TEXT,
    venue TEXT,
    is_online INTEGER NOT NULL,
    meeting_link TEXT,
    cover_image TEXT,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX event_order ON event (starts_at, created_at);

  -- An action that notifies is switched off, not deleted; each switching on is a new generation (P8). Nothing counts
  -- them but a scan of the primary key (P11).
  CREATE TABLE rsvp (
    event_key INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    user_key INTEGER NOT NULL REFERENCES user,
    id BLOB NOT NULL,
    generation INTEGER NOT NULL,
    active INTEGER NOT NULL,
    registered_at INTEGER NOT NULL,
    PRIMARY KEY (event_key, user_key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE post (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    author_key INTEGER NOT NULL REFERENCES user,
    event_key INTEGER REFERENCES event ON DELETE SET NULL,
    caption TEXT NOT NULL,
    media TEXT NOT NULL,                -- JSON: [{ _id, mediaType, mediaUrl }]
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX post_event ON post (event_key) WHERE event_key IS NOT NULL;

  CREATE TABLE post_like (
    post_key INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    user_key INTEGER NOT NULL REFERENCES user,
    generation INTEGER NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (post_key, user_key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE comment (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    post_key INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
    user_key INTEGER NOT NULL REFERENCES user,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX comment_post ON comment (post_key);
  `,
  `
  ALTER TABLE inbox_entry ADD COLUMN data TEXT;  -- JSON, of types that apps define
  `,
]

/**
 * Brings the database to the newest schema, each step in one transaction.
 * @throws Error if the database was written by a newer Linsta
 */
export function migrate(database: Database): void {
  const version = database.pragma('user_version', { simple: true }) as number
  if (version > steps.length) {
    throw new Error(
      `The data folder was written by a newer Linsta (schema ${version}, this one knows ${steps.length}). ` +
        'Start that version, or name another folder in LINSTA_DATA.',
    )
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue
    database.transaction(() => {
      database.exec(step)
      database.pragma(`user_version = ${index + 1}`)
    })()
  }
}
