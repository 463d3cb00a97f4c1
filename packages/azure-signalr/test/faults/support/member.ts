/** An official client that keeps count: what it was sent, what it asked for when it came back, what it was answered. */

import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { HubConnection } from '@microsoft/signalr';
import { MESSAGE_PACK } from '../../../../signalr-server/test/support/official-client.ts';
import { Signal } from '../../../../signalr-server/test/support/signal.ts';
import type { Entry } from './journal.ts';

const RETRY_MS = 25;

export interface MemberOptions {
  readonly isPacked?: boolean;
  readonly transport?: HttpTransportType;
}

export class Member implements AsyncDisposable {
  readonly connection: HubConnection;
  readonly changed = new Signal();
  /** By number: how often the entry came as an event. */
  readonly sent = new Map<number, number>();
  /** Numbers of the entries that it had to ask for. */
  readonly asked: number[] = [];
  /** Of `counted`: by sender, in order of arrival. */
  readonly counts = new Map<string, number[]>();
  /** Numbers of the posts that were answered. */
  readonly acknowledged: number[] = [];
  /** Numbers of the posts that were answered at the second attempt or later. */
  readonly repeated: number[] = [];
  reconnects = 0;
  /** How often it has asked for what it missed, and was answered. */
  returns = 0;
  isClosed = false;

  private constructor(connection: HubConnection) {
    this.connection = connection;
    connection.on('posted', ({ sequence }: Entry) => {
      this.sent.set(sequence, (this.sent.get(sequence) ?? 0) + 1);
      this.changed.raise();
    });
    connection.on('counted', (sender: string, count: number) => {
      this.counts.set(sender, [...(this.counts.get(sender) ?? []), count]);
      this.changed.raise();
    });
    connection.onreconnecting(() => {
      this.reconnects += 1;
      this.changed.raise();
    });
    connection.onreconnected(() => {
      void this.#catchUp();
      this.changed.raise();
    });
    connection.onclose(() => {
      this.isClosed = true;
      this.changed.raise();
    });
  }

  /** Connected; `url` is a hub's. */
  static async join(url: string, options: MemberOptions = {}): Promise<Member> {
    const { isPacked = false, transport = HttpTransportType.WebSockets } = options;
    const builder = new HubConnectionBuilder()
      .withUrl(url, { transport })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => RETRY_MS })
      .configureLogging(LogLevel.None);
    const member = new Member(
      (isPacked ? builder.withHubProtocol(MESSAGE_PACK()) : builder).build(),
    );
    await member.connection.start();
    return member;
  }

  get isConnected(): boolean {
    return this.connection.connectionId !== null && this.connection.state === 'Connected';
  }

  /** Everything up to this number, however it came. */
  hasAll(length: number): boolean {
    return this.#known() >= length;
  }

  has(sequence: number): boolean {
    return this.sent.has(sequence) || this.asked.includes(sequence);
  }

  countsOf(sender: string): readonly number[] {
    return this.counts.get(sender) ?? [];
  }

  until(condition: () => boolean): Promise<void> {
    return this.changed.until(condition);
  }

  /** As often as it takes: the same id is in the journal once. */
  async post(id: string): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      await this.until(() => this.isConnected);
      try {
        const sequence = await this.connection.invoke<number>('post', id, `the text of ${id}`);
        this.acknowledged.push(sequence);
        if (attempt > 1) {
          this.repeated.push(sequence);
        }
        return sequence;
      } catch (error) {
        if (this.isClosed) {
          throw error;
        }
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.stop();
  }

  /** What it may have missed. Cut off again meanwhile, it asks again when it is back. */
  async #catchUp(): Promise<void> {
    try {
      const missed = await this.connection.invoke<readonly Entry[]>('since', this.#known());
      this.asked.push(...missed.map(({ sequence }) => sequence));
      this.returns += 1;
    } catch (error) {
      if (this.isConnected) {
        throw error;
      }
    }
    this.changed.raise();
  }

  /** Everything up to this one is here. */
  #known(): number {
    let known = 0;
    while (this.has(known + 1)) {
      known += 1;
    }
    return known;
  }
}
