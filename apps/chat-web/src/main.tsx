/** Starts the page: the real connection, the browser's clock, and the tree of components. */

import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { takeFragmentSecret } from './app/fragment-secret.ts';
import { browserClock } from './connection/clock.ts';
import { restClient } from './connection/rest-client.ts';
import { openSignalrTransport } from './connection/signalr-transport.ts';

const root = document.getElementById('root');
if (root === null) throw new TypeError('index.html has no #root.');

const services = {
  openTransport: openSignalrTransport,
  rest: restClient,
  clock: browserClock,
  random: Math.random,
  storage: sessionStorage,
};

createRoot(root).render(
  <StrictMode>
    <App services={services} secret={takeFragmentSecret(sessionStorage)} />
  </StrictMode>,
);
