/**
 * Writes to a history without end, and tells its parent of every write that was acknowledged.
 *
 * Runs the built package, in a process of its own that can be killed.
 */

import { openSqliteHistoryStore } from '@parley/chat-store';

const store = await openSqliteHistoryStore({ path: process.argv[2] });
await store.addRoom({ id: 'r', name: 'R', nameKey: 'r', createdAt: 1, memberIds: ['ada'] });

const question = messageOf(0);
const turn = { id: 't', roomId: 'r', agentId: 'llama', questionId: question.id, askedBy: 'ada' };
await store.appendMessage(question, [{ ...turn, queuedAt: 1, supersedes: null }]);
const transcript = { heard: [], omitted: 0, question: { name: 'Ada', text: 'text 0' } };
await store.startReply({ id: 'reply', turnId: 't', sentAt: 1, heardCount: 1, transcript });
await tell({ messageId: question.id, replyBytes: 0 });

let replyBytes = 0;
for (let i = 1; ; i += 1) {
  const [{ message }] = await Promise.all([
    store.appendMessage(messageOf(i), []),
    store.appendReplyText('reply', replyBytes, `${i} `),
  ]);
  replyBytes += `${i} `.length;
  await tell({ messageId: message.id, replyBytes });
}

function messageOf(i) {
  const ids = { id: `m${i}`, roomId: 'r', authorId: 'ada', clientMessageId: `c${i}` };
  return { ...ids, sentAt: 1, text: `text ${i}`, replyTo: null };
}

function tell(acknowledged) {
  return new Promise((resolve) => {
    process.send(acknowledged, resolve);
  });
}
