/** The first tables: people, rooms, messages, turns, replies, device links. */

import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

// A migration describes the tables of its time, not of today: it has no types of ours.
type Schema = Kysely<unknown>;

export const first: Migration = {
  async up(database: Schema) {
    await createPeople(database);
    await createRooms(database);
    await createMessages(database);
    await createTurns(database);
    await createReplies(database);
    await createUtterances(database);
    await database.schema
      .createTable('health_probes')
      .addColumn('payload', 'blob', (column) => column.notNull())
      .modifyEnd(sql`strict`)
      .execute();
  },
};

async function createPeople(database: Schema): Promise<void> {
  await database.schema
    .createTable('people')
    .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('last_seen_at', 'integer')
    .modifyEnd(sql`strict`)
    .execute();
  await database.schema
    .createTable('device_links')
    .addColumn('hash', 'text', (column) => column.notNull().primaryKey())
    .addColumn('member_id', 'text', (column) => column.notNull().references('people.id'))
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`)
    .execute();
}

async function createRooms(database: Schema): Promise<void> {
  await database.schema
    .createTable('rooms')
    .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('last_sequence', 'integer', (column) => column.notNull().defaultTo(0))
    .modifyEnd(sql`strict`)
    .execute();
  await database.schema
    .createTable('room_members')
    .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('room_id', 'text', (column) => column.notNull().references('rooms.id'))
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addUniqueConstraint('room_members_key', ['room_id', 'member_id'])
    .modifyEnd(sql`strict`)
    .execute();
}

async function createMessages(database: Schema): Promise<void> {
  await database.schema
    .createTable('messages')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('room_id', 'text', (column) => column.notNull().references('rooms.id'))
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('author_id', 'text', (column) => column.notNull())
    .addColumn('sent_at', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('client_message_id', 'text')
    .addColumn('reply_to', 'text')
    .addUniqueConstraint('messages_sequence', ['room_id', 'sequence'])
    .addUniqueConstraint('messages_client_id', ['author_id', 'client_message_id'])
    .modifyEnd(sql`strict`)
    .execute();
}

async function createTurns(database: Schema): Promise<void> {
  await database.schema
    .createTable('turns')
    .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('room_id', 'text', (column) => column.notNull().references('rooms.id'))
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('question_id', 'text', (column) => column.notNull().references('messages.id'))
    .addColumn('asked_by', 'text', (column) => column.notNull())
    .addColumn('queued_at', 'integer', (column) => column.notNull())
    .addColumn('supersedes', 'text', (column) => column.references('messages.id'))
    .addColumn('phase', 'text', (column) => column.notNull().defaultTo('queued'))
    .addCheckConstraint('turns_phase', sql`phase in ('queued', 'running', 'ended')`)
    .modifyEnd(sql`strict`)
    .execute();
  await database.schema
    .createIndex('turns_open')
    .on('turns')
    .column('position')
    .where(sql.ref('phase'), '<>', sql.lit('ended'))
    .execute();
}

async function createReplies(database: Schema): Promise<void> {
  await database.schema
    .createTable('replies')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey().references('messages.id'))
    .addColumn('turn_id', 'text', (column) => column.notNull().unique().references('turns.id'))
    .addColumn('heard_count', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('figures', 'text')
    // Last: it is long, and pages of history are read without it.
    .addColumn('transcript', 'text', (column) => column.notNull())
    .modifyEnd(sql`strict`)
    .execute();
  await database.schema
    .createTable('reply_parts')
    .addColumn('reply_id', 'text', (column) => column.notNull().references('replies.id'))
    .addColumn('start_byte', 'integer', (column) => column.notNull())
    .addColumn('end_byte', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('reply_parts_key', ['reply_id', 'start_byte'])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
}

/** Messages and replies as they are read; a reply that is being written has its text so far. */
async function createUtterances(database: Schema): Promise<void> {
  await sql`
    create view utterances as
    select messages.id, messages.room_id, messages.sequence, messages.author_id, messages.sent_at,
      coalesce(
        (select string_agg(part.text, '' order by part.start_byte)
          from reply_parts part where part.reply_id = messages.id),
        messages.text) as text,
      messages.client_message_id, messages.reply_to,
      replies.turn_id, turns.question_id, turns.asked_by, turns.supersedes,
      replies.heard_count, replies.outcome, replies.figures
    from messages
    left join replies on replies.id = messages.id
    left join turns on turns.id = replies.turn_id`.execute(database);
}
