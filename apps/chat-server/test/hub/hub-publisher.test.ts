import { AzureSignalRError } from '@parley/azure-signalr';
import type { ChatEvent, ChatHubContract, RoomId } from '@parley/chat-protocol';
import type { ClientProxy, HubClients } from '@parley/signalr-server';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { directDelivery } from '../../src/hub/delivery.ts';
import { HubPublisher } from '../../src/hub/hub-publisher.ts';

const EVENT: ChatEvent = {
  name: 'turns-changed',
  payload: { roomId: 'general' as RoomId, turns: [] },
};

function publisherThat(send: () => Promise<void>) {
  const logged: string[] = [];
  const log = (_fields: object, text: string): void => void logged.push(text);
  const publisher = new HubPublisher({
    logger: { info: log, warn: log, error: log },
    delivery: directDelivery,
  });
  const proxy: ClientProxy<ChatHubContract> = { send };
  publisher.open({ all: proxy } as unknown as HubClients<ChatHubContract>);
  const publish = async (): Promise<void> => {
    publisher.publish({ to: 'everybody' }, [EVENT]);
    await setImmediate();
  };
  return { publish, logged };
}

test('what cannot be sent is told once, and that it can again', async () => {
  let failure: Error | undefined = new AzureSignalRError('service-refused', 'no more messages');
  const { publish, logged } = publisherThat(async () => {
    if (failure !== undefined) throw failure;
  });
  await publish();
  await publish();
  expect(logged).toEqual(['events cannot be sent']);
  failure = undefined;
  await publish();
  await publish();
  expect(logged).toEqual(['events cannot be sent', 'events are sent again']);
});

test('that the service is away is for its adapter to tell', async () => {
  const { publish, logged } = publisherThat(async () => {
    throw new AzureSignalRError('service-unavailable', 'There is no connection.');
  });
  await publish();
  expect(logged).toEqual([]);
});
