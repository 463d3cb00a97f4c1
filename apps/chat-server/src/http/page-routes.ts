/** The page: the built web client, or how to build it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Where `npm run build` puts the page. */
export const BUILT_PAGE = fileURLToPath(new URL('../../../chat-web/dist', import.meta.url));

const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>Parley</title>
<h1>The page is not built yet</h1>
<p>The server runs. Build the page with <code>npm run build</code>, then start the server again.</p>
`;

/** Names of these files hold a hash of their content. */
const HASHED = /[\\/]assets[\\/][^\\/]+$/;
const FOREVER = 'public, max-age=31536000, immutable';

/** Every path that is no file is the page's own: it shows the room of that path. */
export async function addPageRoutes(app: FastifyInstance, root: string): Promise<void> {
  if (!existsSync(join(root, 'index.html'))) {
    app.get('/', (_request, reply) => sendNotBuilt(reply));
    return;
  }
  await app.register(fastifyStatic, {
    root,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', HASHED.test(path) ? FOREVER : 'no-cache');
    },
  });
}

/** Answers what no route has taken; `undefined` where a page is not what was asked for. */
export function sendPage(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const isNavigation = request.headers.accept?.includes('text/html') === true;
  if ((request.method !== 'GET' && request.method !== 'HEAD') || !isNavigation) return undefined;
  return request.server.hasReplyDecorator('sendFile')
    ? reply.code(200).sendFile('index.html')
    : sendNotBuilt(reply);
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
}
