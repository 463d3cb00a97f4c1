/**
 * What servers ask in pings, and what they are answered.
 *
 * Rules: docs/spec/azure-service.md, AS-5 to AS-7, AS-50 and AS-101.
 */

/** `migrate`: give its clients to others. `wait`: they will leave by themselves. `off`: neither. */
export type ShutdownMode = 'off' | 'migrate' | 'wait';

/** What one ping asks for; a ping may ask several things. */
export type ServerRequest =
  | { readonly kind: 'status' }
  | { readonly kind: 'servers' }
  /** Nothing is asked: what the service has said comes back. */
  | { readonly kind: 'echo'; readonly text: string }
  /** Gives the server connection no more clients. */
  | { readonly kind: 'shutdown'; readonly mode: ShutdownMode };

const SHUTDOWN_MODES = { 'fin:0': 'off', 'fin:1': 'migrate', 'fin:2': 'wait' } as const;

/** What the service does not know is no request. */
export function readServerPing(values: readonly string[]): readonly ServerRequest[] {
  const requests: ServerRequest[] = [];
  for (let index = 0; index + 1 < values.length; index += 2) {
    const [key, value = ''] = values.slice(index, index + 2);
    if (key === 'status') {
      requests.push({ kind: 'status' });
    } else if (key === 'servers') {
      requests.push({ kind: 'servers' });
    } else if (key === 'echo') {
      requests.push({ kind: 'echo', text: value });
    } else if (key === 'shutdown' && isShutdownMode(value)) {
      requests.push({ kind: 'shutdown', mode: SHUTDOWN_MODES[value] });
    }
  }
  return requests;
}

export interface ServiceLoad {
  readonly clientCount: number;
  /** Connections of servers. */
  readonly serverCount: number;
  /** Connections that there may be. */
  readonly capacity: number;
}

export function statusAnswer(
  hasClients: boolean,
  { clientCount, serverCount, capacity }: ServiceLoad,
): readonly string[] {
  return [
    'status',
    hasClients ? '1' : '0',
    'clientcount',
    String(clientCount),
    'servercount',
    String(serverCount),
    'capacity',
    String(capacity),
  ];
}

/** `epochMs` says which of two answers is the newer. */
export function serversAnswer(serverIds: readonly string[], epochMs: number): readonly string[] {
  return ['servers', `${epochMs}:${serverIds.join(';')}`];
}

function isShutdownMode(value: string): value is keyof typeof SHUTDOWN_MODES {
  return Object.hasOwn(SHUTDOWN_MODES, value);
}
