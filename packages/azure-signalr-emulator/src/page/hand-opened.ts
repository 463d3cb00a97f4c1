/** What a person reads who opens an address that is meant for programs. Rules: docs/spec/azure-service.md, AS-85. */

import type { PageAnswer } from './page-answer.ts';

export interface HandOpened {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

export const CLIENT_BY_HAND: HandOpened = {
  status: 400,
  title: 'This is where SignalR clients connect',
  text: "A client does not come here first: it negotiates with your app's own server, which sends it here with a token. Give your client the address of your hub, for example /chat.",
};

export const SERVER_BY_HAND: HandOpened = {
  status: 426,
  title: 'This is where app servers connect',
  text: 'An app server opens WebSockets here, with a token. Give it the connection string that stands on the page of this emulator; it does the rest.',
};

export const NOTHING_HERE: HandOpened = {
  status: 404,
  title: 'There is nothing here',
  text: 'The emulator has a page that shows what is connected; app servers come to /server, clients to /client.',
};

export const UNKNOWN_HOST: HandOpened = {
  status: 421,
  title: 'The page is not shown under this name',
  text: 'Open it as http://localhost with the port of the emulator, or by the address of its machine: otherwise any site could let its name lead here and read the page.',
};

/** The words are this file's own: nothing of the request is in them. */
export function htmlAnswer({ status, title, text }: HandOpened): PageAnswer {
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="/page/icon.svg" />
    <link rel="stylesheet" href="/page/tokens.css" />
    <link rel="stylesheet" href="/page/page.css" />
    <link rel="stylesheet" href="/page/sections.css" />
  </head>
  <body class="note">
    <main>
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/">What the emulator shows</a></p>
    </main>
  </body>
</html>
`;
  return { status, type: 'text/html; charset=utf-8', body };
}
