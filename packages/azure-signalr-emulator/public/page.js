/** Follows the emulator: each event is everything that the page shows. */

import { byId, element, setText, updateChildren, updateFacts } from './document.js';
import { number, time, visible } from './format.js';
import { updateHubs } from './hub-section.js';
import { updateMinuteChart } from './minute-chart.js';

const RETRY_MS = 2000;

function follow() {
  const events = new EventSource('/page/live');
  events.addEventListener('open', () => showState('live', 'Live'));
  events.addEventListener('message', ({ data }) => show(JSON.parse(data)));
  events.addEventListener('error', () => {
    showState('lost', 'The emulator does not answer');
    // After an answer that is no stream the browser gives up by itself.
    if (events.readyState === EventSource.CLOSED) setTimeout(follow, RETRY_MS);
  });
}

function showState(state, text) {
  byId('state').dataset.state = state;
  setText(byId('state'), text);
}

function show(state) {
  setText(byId('connection-string'), state.connectionString);
  setText(byId('empty-connection-string'), state.connectionString);
  setText(byId('day'), state.billing.day);
  showMessages(state.billing);
  showConnections(state);
  updateHubs(byId('hubs'), state.hubs);
  byId('empty').hidden = state.hubs.length > 0;
  showRefusals(state);
}

function showMessages(billing) {
  const { limits, minutes } = billing;
  const limit = limits.messagesPerDay ?? limits.includedMessagesPerDay;
  const word = limits.messagesPerDay === undefined ? 'included' : 'allowed';
  setText(byId('messages'), number(billing.messages));
  setText(byId('messages-limit'), limit === undefined ? '' : `of ${number(limit)} ${word}`);
  showMeter(byId('messages-meter'), billing.messages, limit);
  updateFacts(byId('message-facts'), [
    ['To clients', number(billing.toClients)],
    ['To app servers', number(billing.toServers)],
    ['Free of charge', number(billing.unbilledDeliveries)],
    ['Refused', number(billing.refusedDeliveries)],
  ]);
  setText(
    byId('minute-facts'),
    `${number(minutes.at(-1))} in this one, at most ${number(billing.peakMinute)} today`,
  );
  updateMinuteChart(byId('minutes'), minutes);
}

function showConnections({ clientCount, serverConnectionCount, billing, startedAt }) {
  const open = clientCount + serverConnectionCount;
  const limit = billing.limits.connections;
  setText(byId('connections'), number(open));
  setText(byId('connections-limit'), limit === undefined ? '' : `of ${number(limit)} allowed`);
  showMeter(byId('connections-meter'), open, limit);
  updateFacts(byId('connection-facts'), [
    ['Clients', number(clientCount)],
    ['Of app servers', number(serverConnectionCount)],
    ['Most today', number(billing.peakConnections)],
    ['Running since', time(startedAt)],
  ]);
}

function showMeter(meter, value, limit) {
  meter.hidden = limit === undefined;
  if (limit === undefined) return;
  Object.assign(meter, { max: limit, high: limit * 0.8, optimum: 0, value });
}

function showRefusals({ refusals, refusalCount }) {
  byId('no-refusals').hidden = refusalCount > 0;
  updateChildren(byId('refusals'), [...refusals.entries()], {
    keyOf: ([index]) => String(refusalCount - index),
    create: () => element('li', {}, element('time'), element('strong'), element('span')),
    update: (item, [, { at, who, hub, status, reason }]) => {
      const [when, what, why] = item.children;
      setText(when, time(at));
      setText(what, `${WHO[who]}${hub === '' ? '' : ` of ${visible(hub)}`}, ${status}`);
      setText(why, visible(reason));
    },
  });
}

const WHO = { client: 'Client', server: 'App server', rest: 'REST call' };

async function copyConnectionString() {
  const shown = byId('connection-string');
  try {
    await navigator.clipboard.writeText(shown.textContent);
    setText(byId('copied'), 'Copied.');
  } catch {
    // Over plain HTTP only localhost may: what is selected is one key away.
    getSelection().selectAllChildren(shown);
    setText(byId('copied'), 'Selected: copy it with your keyboard.');
  }
}

byId('copy').addEventListener('click', () => void copyConnectionString());
follow();
