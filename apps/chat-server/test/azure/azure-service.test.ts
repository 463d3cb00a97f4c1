import { expect, test } from 'vitest';
import { AzureService } from '../../src/azure/azure-service.ts';
import { createConfig, StartupError } from '../../src/index.ts';

const KEY = 'an-access-key-that-nobody-reads';

function serviceOf(azureSignalrConnectionString: string): AzureService | undefined {
  return AzureService.of(createConfig({ azureSignalrConnectionString }));
}

test('without a connection string there is no service', () => {
  expect(AzureService.of(createConfig({}))).toBeUndefined();
});

test('[CH-93] the page connects to the address for clients', () => {
  const service = serviceOf(`Endpoint=http://localhost;Port=8888;AccessKey=${KEY};Version=1.0;`);
  expect(service?.clientOrigins).toEqual(['http://localhost:8888']);
});

test.each([
  ['nothing of the kind', KEY],
  ['no endpoint', `AccessKey=${KEY}`],
  ['no key', 'Endpoint=https://parley.service.signalr.net'],
  ['another version', `Endpoint=https://a.example;AccessKey=${KEY};Version=2.0`],
])('[CH-94] a connection string with %s keeps the server from starting', (_, text) => {
  const start = (): unknown => serviceOf(text);
  expect(start).toThrow(StartupError);
  expect(start).toThrow(
    /^--azure-signalr-connection-string \(AZURE_SIGNALR_CONNECTION_STRING\): .+\.$/,
  );
  expect(start).not.toThrow(KEY);
});
