/** A hub: its app servers, its groups and its clients. */

import { element, setText, updateChildren } from './document.js';
import { counted, number, time, visible } from './format.js';

const SERVERS = {
  title: 'App servers',
  columns: ['Server', 'Connections', 'Clients'],
  areNumbers: true,
  none: 'No app server: clients are turned away until one comes.',
  rowsOf: (hub) => hub.servers,
  countOf: (hub) => hub.serverCount,
  keyOf: (server) => server.serverId,
  cellsOf: (server) => [
    serverLines(server),
    [number(server.connectionCount)],
    [number(server.clientCount)],
  ],
};

const GROUPS = {
  title: 'Groups',
  columns: ['Group', 'Members', 'Billed today'],
  areNumbers: true,
  none: 'No group has a member.',
  rowsOf: (hub) => hub.groups,
  countOf: (hub) => hub.groupCount,
  keyOf: (group) => group.name,
  cellsOf: (group) => [
    [visible(group.name)],
    [number(group.memberCount)],
    [number(group.messages)],
  ],
};

const CLIENTS = {
  title: 'Clients',
  columns: ['Client', 'Speaks', 'Since'],
  areNumbers: false,
  none: 'No client.',
  rowsOf: (hub) => hub.clients,
  countOf: (hub) => hub.clientCount,
  keyOf: (client) => client.connectionId,
  cellsOf: (client) => [
    [
      client.userId === undefined ? 'no user' : visible(client.userId),
      visible(client.connectionId),
    ],
    [client.protocol ?? 'shaking hands', client.transport],
    [time(client.connectedAt)],
  ],
};

/** Microsoft's SDK names a server after its machine, with a number of its own behind it. */
function serverLines({ serverId, isLeaving }) {
  const [, machine = serverId, process = ''] = /^(.+)_([0-9a-f]{16,})$/i.exec(serverId) ?? [];
  return [visible(machine), isLeaving ? 'is leaving: no new clients' : process];
}

export function updateHubs(parent, hubs) {
  updateChildren(parent, hubs, { keyOf: ({ hub }) => hub, create: createHub, update: updateHub });
}

function createHub({ hub }) {
  const title = element('h2', { id: `hub-${encodeURIComponent(hub)}`, textContent: visible(hub) });
  const section = element('section', { className: 'hub' }, title, element('p'));
  section.setAttribute('aria-labelledby', title.id);
  const tables = element('div', { className: 'tables' });
  for (const part of [SERVERS, GROUPS, CLIENTS]) tables.append(createTable(part));
  section.append(tables);
  return section;
}

function updateHub(section, hub) {
  const [, summary, tables] = section.children;
  const parts = [
    counted(hub.clientCount, 'client'),
    counted(hub.serverCount, 'app server'),
    `${counted(hub.messages, 'message')} billed today`,
  ];
  setText(summary, parts.join(' · '));
  for (const [index, part] of [SERVERS, GROUPS, CLIENTS].entries()) {
    updateTable(tables.children[index], part, hub);
  }
}

function createTable({ title, columns, areNumbers }) {
  const headings = columns.map((text) => element('th', { scope: 'col', textContent: text }));
  const table = element(
    'table',
    {},
    element('caption', { textContent: title }),
    element('thead', {}, element('tr', {}, ...headings)),
    element('tbody'),
  );
  if (areNumbers) table.className = 'numbers';
  return element('div', {}, table, element('p', { className: 'small' }));
}

function updateTable(container, part, hub) {
  const [table, note] = container.children;
  const rows = part.rowsOf(hub);
  const more = part.countOf(hub) - rows.length;
  table.tHead.hidden = rows.length === 0;
  updateChildren(table.tBodies[0], rows, {
    keyOf: part.keyOf,
    create: () => createRow(part),
    update: (row, item) => updateRow(row, part.cellsOf(item)),
  });
  const moreText = more > 0 ? `and ${number(more)} more` : '';
  setText(note, rows.length === 0 ? part.none : moreText);
}

function createRow({ columns }) {
  const cells = columns.map((_, index) => {
    const cell = index === 0 ? element('th', { scope: 'row' }) : element('td');
    cell.append(element('bdi'), element('bdi', { className: 'small' }));
    return cell;
  });
  return element('tr', {}, ...cells);
}

function updateRow(row, cells) {
  for (const [index, [text, second = '']] of cells.entries()) {
    setText(row.children[index].firstElementChild, text);
    setText(row.children[index].lastElementChild, second);
  }
}
