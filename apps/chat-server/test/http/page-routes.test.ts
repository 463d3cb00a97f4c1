import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RestClient } from '../support/rest-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTestServer } from '../support/test-server.ts';

const HTML = { headers: { accept: 'text/html,*/*' } };

function builtPage() {
  const folder = temporaryFolder();
  mkdirSync(folder.join('assets'));
  writeFileSync(folder.join('index.html'), '<title>the page</title>');
  writeFileSync(folder.join('favicon.svg'), '<svg/>');
  writeFileSync(folder.join('assets', 'index-B7x1.js'), 'run()');
  return folder;
}

describe('the built page', () => {
  it('is at every address that is no file, and asked for anew each time', async () => {
    using page = builtPage();
    await using server = await startTestServer({ pageRoot: page.path });
    const client = new RestClient(server.url);
    for (const path of ['/', '/index.html', '/rooms/general', '/rooms/a.b?x=1']) {
      const { status, headers, body } = await client.get(path, HTML);
      expect([status, body], path).toEqual([200, '<title>the page</title>']);
      expect(headers.get('cache-control'), path).toBe('no-cache');
      expect(headers.get('content-type'), path).toMatch(/^text\/html/);
    }
  });

  it('keeps hashed files for good, and others not', async () => {
    using page = builtPage();
    await using server = await startTestServer({ pageRoot: page.path });
    const client = new RestClient(server.url);
    const script = await client.get('/assets/index-B7x1.js');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    const icon = await client.get('/favicon.svg');
    expect(icon.headers.get('cache-control')).toBe('no-cache');
  });

  it('is not what a missing script gets', async () => {
    using page = builtPage();
    await using server = await startTestServer({ pageRoot: page.path });
    const client = new RestClient(server.url);
    expect((await client.get('/assets/index-OLD.js')).status).toBe(404);
    expect((await client.get('/..%2f..%2fetc/passwd')).status).toBe(404);
    expect((await client.post('/rooms/general', {})).status).toBe(404);
  });
});

describe('a page that is not built', () => {
  it('says which command builds it', async () => {
    using folder = temporaryFolder();
    await using server = await startTestServer({ pageRoot: folder.join('none') });
    const client = new RestClient(server.url);
    for (const path of ['/', '/rooms/general']) {
      const { status, body } = await client.get(path, HTML);
      expect(status).toBe(503);
      expect(body).toContain('npm run build');
    }
  });
});
