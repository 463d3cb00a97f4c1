/* global signalR */
'use strict';

const byId = (id) => document.getElementById(id);
const connection = new signalR.HubConnectionBuilder()
  .withUrl('/groupChat')
  .withAutomaticReconnect()
  .build();
let name = '';
let group = '';

function show(speaker, text, id) {
  const known = id && document.getElementById(`answer-${id}`);
  if (known) known.textContent = text;
  else byId('messages').append(entryOf(speaker, text, id));
  byId('messages').scrollTop = byId('messages').scrollHeight;
}

function entryOf(speaker, text, id) {
  const entry = document.createElement('article');
  entry.className = id ? 'llama' : 'person';
  const who = document.createElement('strong');
  who.textContent = speaker;
  const body = document.createElement('p');
  if (id) body.id = `answer-${id}`;
  body.textContent = text;
  entry.append(who, body);
  return entry;
}

function say(status) {
  byId('connection').textContent = status;
}

connection.on('NewMessage', (speaker, text) => show(speaker, text));
connection.on('newMessageWithId', (speaker, id, textSoFar) => show(speaker, textSoFar, id));
connection.onreconnecting(() => say('Reconnecting…'));
// A new connection is in no group yet.
connection.onreconnected(() =>
  connection.invoke('JoinGroup', group).then(() => say(`In ${group}.`)),
);
connection.onclose(() => say('The connection is lost. Load the page again to rejoin.'));

byId('join').addEventListener('submit', async (event) => {
  event.preventDefault();
  name = byId('name').value.trim();
  group = byId('group').value.trim();
  try {
    await connection.start();
    await connection.invoke('JoinGroup', group);
  } catch (error) {
    say(`No connection: ${error.message}`);
    return;
  }
  byId('join').hidden = true;
  byId('composer').hidden = false;
  byId('message').focus();
  say(`In ${group}.`);
});

byId('composer').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = byId('message').value;
  if (!text) return;
  byId('message').value = '';
  show(name, text);
  try {
    await connection.invoke('Chat', name, text);
  } catch (error) {
    say(error.message);
  }
});
