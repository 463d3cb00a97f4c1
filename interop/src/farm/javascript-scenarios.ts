/**
 * Who receives what in a farm of both servers, with JavaScript clients of both protocols on both:
 * each of the four sends in turn, so that everything crosses in either direction.
 */

import type { FarmClient } from './farm-client.ts';

export interface FarmScenario {
  readonly name: string;
  readonly run: (clients: readonly FarmClient[]) => Promise<void>;
}

export const FARM_SCENARIOS: readonly FarmScenario[] = [
  {
    name: 'all',
    run: fromEach(async (sender, clients) => {
      await send(sender, 'SendAll', `all of ${sender.name}`);
      await receive(clients, `all of ${sender.name}`);
      await send(sender, 'SendOthers', `others of ${sender.name}`);
      await receive(without(clients, sender), `others of ${sender.name}`);
    }),
  },
  {
    name: 'all except',
    run: fromEach(async (sender, clients) => {
      const [left, ...others] = without(clients, sender);
      await send(sender, 'SendAllExcept', 'except', [left?.id, sender.id]);
      await receive(others, 'except');
    }),
  },
  {
    name: 'connections',
    run: fromEach(async (sender, clients) => {
      for (const client of clients) {
        await send(sender, 'SendTo', client.id, `to ${client.name}`);
        await client.expect(`to ${client.name}`);
      }
      await send(
        sender,
        'SendToMany',
        clients.map(({ id }) => id),
        'to many',
      );
      await receive(clients, 'to many');
    }),
  },
  {
    name: 'groups',
    run: fromEach(async (sender, clients) => {
      const group = `group of ${sender.name}`;
      const [member, ...others] = without(clients, sender);
      for (const client of others) {
        await client.connection.invoke('Join', group);
      }
      await send(sender, 'SendGroup', group, 'group');
      await receive(others, 'group');
      await send(sender, 'SendGroupExcept', group, 'group except', [others[0]?.id]);
      await receive(others.slice(1), 'group except');
      await send(sender, 'SendGroups', [group], 'groups');
      await receive(others, 'groups');
      await member?.connection.invoke('Join', group);
      await member?.connection.invoke('SendOthersInGroup', group, 'others in group');
      await receive(others, 'others in group');
      for (const client of clients) {
        await client.connection.invoke('Leave', group);
      }
      await send(sender, 'SendGroup', group, 'nobody');
    }),
  },
  {
    name: 'group commands',
    run: fromEach(async (sender, clients) => {
      const group = `commanded by ${sender.name}`;
      for (const client of clients) {
        await sender.connection.invoke('JoinOther', client.id, group);
      }
      await send(sender, 'SendGroup', group, 'commanded');
      await receive(clients, 'commanded');
      for (const client of clients) {
        await sender.connection.invoke('LeaveOther', client.id, group);
      }
      await send(sender, 'SendGroup', group, 'nobody');
    }),
  },
  {
    name: 'users',
    run: fromEach(async (sender, clients) => {
      for (const client of clients) {
        await send(sender, 'SendUser', client.user, 'to the user');
        await receive(
          clients.filter(({ user }) => user === client.user),
          'to the user',
        );
      }
      await send(sender, 'SendUsers', [...new Set(clients.map(({ user }) => user))], 'to users');
      await receive(clients, 'to users');
    }),
  },
  {
    name: 'client results',
    run: fromEach(async (sender, clients) => {
      for (const client of clients) {
        const answer = await sender.connection.invoke<string>('Ask', client.id, 'who?');
        if (answer !== `who? ${client.name}`) {
          throw new Error(`${sender.name} asked ${client.name} and heard "${answer}"`);
        }
      }
    }),
  },
];

function fromEach(
  run: (sender: FarmClient, clients: readonly FarmClient[]) => Promise<void>,
): FarmScenario['run'] {
  return async (clients) => {
    for (const sender of clients) {
      await run(sender, clients);
    }
    await settled();
    for (const { name, rest } of clients) {
      if (rest.length > 0) {
        throw new Error(`${name} received ${JSON.stringify(rest)} besides`);
      }
    }
  };
}

async function send(sender: FarmClient, method: string, ...parameters: unknown[]): Promise<void> {
  await sender.connection.invoke(method, ...parameters);
}

async function receive(clients: readonly FarmClient[], text: string): Promise<void> {
  await Promise.all(clients.map((client) => client.expect(text)));
}

function without(clients: readonly FarmClient[], one: FarmClient): readonly FarmClient[] {
  return clients.filter((client) => client !== one);
}

/** For what nobody should receive: nothing tells when it has not come. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 300);
  });
}
