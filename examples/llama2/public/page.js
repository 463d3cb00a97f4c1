/* global signalR */
'use strict';

const CALL = '@llama ';
const byId = (id) => document.getElementById(id);
const connection = new signalR.HubConnectionBuilder().withUrl('/chat').build();
let name = '';

/** Pieces of one answer share an id and grow one entry. */
function show(speaker, id, text) {
  if (!text) return;
  const growing = id && document.getElementById(`answer-${id}`);
  if (growing) growing.append(text);
  else byId('messages').append(entryOf(speaker, id, text));
  byId('messages').scrollTop = byId('messages').scrollHeight;
}

function entryOf(speaker, id, text) {
  const entry = document.createElement('article');
  entry.className = speaker === '_SYSTEM_' ? 'notice' : speaker === 'LLAMA' ? 'llama' : 'person';
  if (speaker !== '_SYSTEM_') {
    const who = document.createElement('strong');
    who.textContent = speaker;
    entry.append(who);
  }
  const body = document.createElement('p');
  if (id) body.id = `answer-${id}`;
  body.textContent = text;
  entry.append(body);
  return entry;
}

connection.on('broadcastMessage', show);
connection.on('echo', show);
connection.onclose(() => {
  byId('connection').textContent = 'The connection is lost. Load the page again to rejoin.';
});

byId('join').addEventListener('submit', async (event) => {
  event.preventDefault();
  name = byId('name').value.trim();
  try {
    await connection.start();
  } catch (error) {
    byId('connection').textContent = `No connection: ${error.message}`;
    return;
  }
  byId('join').hidden = true;
  byId('composer').hidden = false;
  byId('message').focus();
  connection.send('broadcastMessage', '_SYSTEM_', `${name} joined`);
});

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('message').value;
  if (!text) return;
  connection.send('broadcastMessage', name, text);
  if (text.startsWith(CALL)) connection.send('inference', name, text.slice(CALL.length));
  byId('message').value = '';
});

byId('echo').addEventListener('click', () => {
  connection.send('echo', name, byId('message').value);
  byId('message').value = '';
});
