import { expect, test } from 'vitest';
import { AzureSignalRError, clientOriginsOf } from '../src/index.ts';

const KEY = 'AccessKey=secret-secret-secret;Version=1.0;';

test('clients are sent to the origin of the endpoint, or of the one for clients', () => {
  expect(clientOriginsOf(`Endpoint=http://localhost;Port=8888;${KEY}`)).toEqual([
    'http://localhost:8888',
  ]);
  expect(
    clientOriginsOf(
      `Endpoint=https://a.service.signalr.net;ClientEndpoint=https://chat.example/signalr;${KEY}`,
    ),
  ).toEqual(['https://chat.example']);
});

test('several instances of one origin are one', () => {
  const one = { connectionString: `Endpoint=https://a.example;${KEY}` };
  const other = {
    connectionString: `Endpoint=https://b.example;ClientEndpoint=https://a.example;${KEY}`,
  };
  expect(clientOriginsOf([one, other])).toEqual(['https://a.example']);
});

test('what is no connection string has no origin', () => {
  expect(() => clientOriginsOf('nonsense')).toThrow(AzureSignalRError);
});
