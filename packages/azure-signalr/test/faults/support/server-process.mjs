/**
 * A server behind the service in a process of its own, which a test kills. Runs the built packages; the journal is in
 * the process of the test.
 */

import { createServer } from 'node:http';
import { createAzureSignalR } from '@parley/azure-signalr';
import { createSignalRServer } from '@parley/signalr-server';
import { createJournalHub } from './journal-hub.mjs';

const [connectionString, serverConnections] = process.argv.slice(2);
const questions = new Map();
let lastQuestion = 0;

function ask(...question) {
  lastQuestion += 1;
  const number = lastQuestion;
  return new Promise((resolve) => {
    questions.set(number, resolve);
    process.send({ kind: 'question', number, question });
  });
}

process.on('message', ({ number, answer }) => {
  questions.get(number)(answer);
  questions.delete(number);
});
process.on('disconnect', () => process.exit(0));

const journal = {
  append: (id, text) => ask('append', id, text),
  since: (sequence) => ask('since', sequence),
};
const log = (level) => (fields, text) =>
  process.send({ kind: 'logged', level, text, fields: JSON.stringify(fields, readableErrors) });
const logger = { debug: log('debug'), warn: log('warn'), error: log('error') };
const service = createAzureSignalR({
  endpoints: connectionString,
  serverConnections: Number(serverConnections),
});
const signalR = createSignalRServer({ service, logger });
signalR.mapHub('/hub', createJournalHub(journal), { name: 'Journal' });

const http = createServer();
signalR.attach(http);
await service.connected();
http.listen(0, '127.0.0.1', () => {
  process.send({ kind: 'listening', url: `http://127.0.0.1:${http.address().port}/hub` });
});

function readableErrors(_name, value) {
  return value instanceof Error
    ? { message: value.message, stack: value.stack, cause: value.cause, code: value.code }
    : value;
}
