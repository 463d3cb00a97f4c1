/** Connection strings in all their forms. Rules: docs/spec/azure-signalr.md, AZ-1 to AZ-4. */

import { describe, expect, test } from 'vitest';
import { parseConnectionString } from '../../src/endpoints/connection-string.ts';
import { AzureSignalRError } from '../../src/errors.ts';
import { createEndpoints } from '../support/create-endpoints.ts';

const KEY = 'c2VjcmV0IGtleSB3aXRoIHBhZGRpbmc==';

describe('what a string says', () => {
  test('[AZ-1] names come in any case, values to the next semicolon, and unknown names are passed over', () => {
    const text = ` EndPoint = https://parley.service.signalr.net/ ;Colour=red;;ACCESSKEY=${KEY};nonsense;version=1.0;`;

    expect(parseConnectionString(text)).toEqual({
      address: {
        endpoint: 'https://parley.service.signalr.net',
        clientEndpoint: 'https://parley.service.signalr.net',
        serverEndpoint: 'https://parley.service.signalr.net',
        audience: 'https://parley.service.signalr.net',
        host: 'parley.service.signalr.net',
      },
      access: { kind: 'access-key', accessKey: KEY },
    });
  });

  test('[AZ-3] the port takes the place of the endpoint’s and of no other', () => {
    const { address } = parseConnectionString(
      `Endpoint=http://localhost:80;Port=8888;ClientEndpoint=https://clients.example/signalr/;ServerEndpoint=http://servers.example:81;AccessKey=${KEY}`,
    );

    expect(address).toEqual({
      endpoint: 'http://localhost:8888',
      clientEndpoint: 'https://clients.example/signalr',
      serverEndpoint: 'http://servers.example:81',
      audience: 'http://localhost',
      host: 'localhost:8888',
    });
  });

  test.each([
    ['AuthType=azure', { kind: 'default' }],
    ['AuthType=Azure.MSI', { kind: 'managed-identity', clientId: undefined }],
    ['AuthType=azure.msi;ClientId=c', { kind: 'managed-identity', clientId: 'c' }],
    ['AuthType=aad', { kind: 'managed-identity', clientId: undefined }],
    ['AuthType=aad;ClientId=c', { kind: 'managed-identity', clientId: 'c' }],
    [
      'AuthType=azure.app;ClientId=c;TenantId=t;ClientSecret=s=s',
      { kind: 'client-secret', clientId: 'c', tenantId: 't', clientSecret: 's=s' },
    ],
    [
      'AuthType=aad;ClientId=c;TenantId=t;ClientCert=/etc/cert.pem',
      {
        kind: 'client-certificate',
        clientId: 'c',
        tenantId: 't',
        certificatePath: '/etc/cert.pem',
      },
    ],
  ])('[AZ-1] %s is an identity of Entra', (text, identity) => {
    const { access } = parseConnectionString(`Endpoint=https://parley.example;${text}`);

    expect(access).toEqual({ kind: 'entra', identity });
  });

  test('[AZ-1] a type that nobody knows is an access key', () => {
    const { access } = parseConnectionString(
      `Endpoint=https://parley.example;AuthType=key;AccessKey=${KEY}`,
    );

    expect(access).toEqual({ kind: 'access-key', accessKey: KEY });
  });
});

describe('what no string says', () => {
  test.each([
    ['', 'Connection string missing required properties endpoint.'],
    [`AccessKey=${KEY}`, 'Connection string missing required properties endpoint.'],
    ['Endpoint=https://a.example', 'accesskey is required.'],
    ['Endpoint=https://a.example;AccessKey=', 'accesskey is required.'],
    [
      `Endpoint=a.example;AccessKey=${KEY}`,
      'Invalid value for endpoint property, it must be a valid URI.',
    ],
    [
      `Endpoint=ftp://a.example;AccessKey=${KEY}`,
      'Invalid value for endpoint property, it must be a valid URI.',
    ],
    [
      `Endpoint=https://u:${KEY}@a.example;AccessKey=${KEY}`,
      'Invalid value for endpoint property, it must be a valid URI.',
    ],
    [
      `Endpoint=https://a.example?code=${KEY};AccessKey=${KEY}`,
      'Invalid value for endpoint property, it must be a valid URI.',
    ],
    [
      `Endpoint=https://a.example;ClientEndpoint=${KEY};AccessKey=${KEY}`,
      'Invalid value for clientendpoint property, it must be a valid URI.',
    ],
    [
      `Endpoint=https://a.example;ServerEndpoint=wss://b.example;AccessKey=${KEY}`,
      'Invalid value for serverendpoint property, it must be a valid URI.',
    ],
    ...['0', '65536', '-1', '80.5', '8e3', '', KEY].map((port) => [
      `Endpoint=https://a.example;Port=${port};AccessKey=${KEY}`,
      'Invalid value for port property, it must be a positive integer between (0, 65536).',
    ]),
    ...['2.0', '1', '1.', 'v1.0', KEY].map((version) => [
      `Endpoint=https://a.example;Version=${version};AccessKey=${KEY}`,
      'The version of the connection string is not supported: it must be 1.x.',
    ]),
    [
      `Endpoint=https://a.example;AccessKey=${KEY};accesskey =${KEY}`,
      'Duplicate properties found in connection string: accesskey.',
    ],
    [
      'Endpoint=https://a.example;AuthType=azure.app;TenantId=t;ClientSecret=s',
      'Connection string missing required properties clientid.',
    ],
    [
      'Endpoint=https://a.example;AuthType=azure.app;ClientId=c;ClientSecret=s',
      'Connection string missing required properties tenantid.',
    ],
    [
      'Endpoint=https://a.example;AuthType=azure.app;ClientId=c;TenantId=t',
      'Connection string missing required properties clientSecret or clientCert.',
    ],
  ])('[AZ-2] %s is refused without a word of what it holds', (text = '', sentence = '') => {
    const create = (): unknown => createEndpoints({ endpoints: text });

    expect(create).toThrow(new AzureSignalRError('connection-string-invalid', sentence));
    expect(create).toThrow(expect.objectContaining({ code: 'connection-string-invalid' }));
    expect(create).not.toThrow(KEY);
  });
});

describe('several instances', () => {
  const first = { connectionString: `Endpoint=https://a.example;AccessKey=${KEY}` };
  const second = { connectionString: `Endpoint=https://b.example:444;AccessKey=${KEY}` };

  test('[AZ-4] each has a name and a role, or else its host and the first role', () => {
    const endpoints = createEndpoints({
      endpoints: [first, { ...second, name: 'west', role: 'secondary' }],
    });

    expect(endpoints.map(({ name, role }) => ({ name, role }))).toEqual([
      { name: 'a.example', role: 'primary' },
      { name: 'west', role: 'secondary' },
    ]);
  });

  test.each([
    [[], 'No primary endpoint of Azure SignalR Service is defined.'],
    [
      [{ ...first, role: 'secondary' as const }],
      'No primary endpoint of Azure SignalR Service is defined.',
    ],
    [
      [first, second, first],
      'Two endpoints are the same instance of Azure SignalR Service: https://a.example.',
    ],
    [
      [first, { ...second, name: 'a.example' }],
      'Two endpoints of Azure SignalR Service have the name a.example.',
    ],
  ])('[AZ-4] no primary one, or the same one twice, is refused', (endpoints, sentence) => {
    expect(() => createEndpoints({ endpoints })).toThrow(
      new AzureSignalRError('connection-string-invalid', sentence),
    );
  });
});
