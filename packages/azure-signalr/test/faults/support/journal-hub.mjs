/** The hub of the fault tests: posts that are acknowledged once they are in the journal, and sent to the room before. */

export const ROOM = 'room';

/** `journal` has `append(id, text)` and `since(sequence)`, which may be promises. */
export function createJournalHub(journal) {
  return {
    methods: {
      async post({ clients }, id, text) {
        const entry = await journal.append(id, text);
        await clients.group(ROOM).send('posted', entry);
        return entry.sequence;
      },
      since: (_call, sequence) => journal.since(sequence),
      add: (_call, one, other) => one + other,
    },
    onConnected: ({ connection, groups }) => groups.add(connection.connectionId, ROOM),
  };
}
