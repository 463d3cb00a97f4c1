import type { AzureSignalRState } from '@parley/azure-signalr';
import { expect, test } from 'vitest';
import { reportService } from '../../src/azure/report-service.ts';
import { Terminal } from '../../src/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { TextSink } from '../support/text-sink.ts';

const UNREACHABLE =
  'Azure SignalR Service at https://a.example cannot be reached: people can open the page, but not ' +
  'connect. It is tried again until it can.';

class KnownService {
  readonly clientOrigins = ['https://a.example'];
  state: AzureSignalRState = 'connecting';
  #listener: (state: AzureSignalRState) => void = () => undefined;

  onStateChanged(listener: (state: AzureSignalRState) => void): () => void {
    this.#listener = listener;
    return () => (this.#listener = () => undefined);
  }

  enter(state: AzureSignalRState): void {
    this.state = state;
    this.#listener(state);
  }
}

function reported() {
  const output = new TextSink();
  const service = new KnownService();
  const clock = new ManualClock();
  const terminal = new Terminal({ output, log: new TextSink() });
  const end = reportService({ service, terminal, clock });
  return { output, service, clock, end, told: () => output.lines.slice(1) };
}

test('[CH-92] the console says through what people connect, and once it is there', () => {
  const { output, service, clock } = reported();
  service.enter('online');
  clock.advance(60_000);
  expect(output.lines).toEqual([
    'People connect through Azure SignalR Service at https://a.example.',
    'Azure SignalR Service is connected.',
  ]);
});

test('[CH-92] the console says when the service goes, and when it is back', () => {
  const { service, told } = reported();
  for (const state of ['online', 'offline', 'connecting', 'offline', 'online'] as const)
    service.enter(state);
  expect(told()).toEqual([
    'Azure SignalR Service is connected.',
    UNREACHABLE,
    'Azure SignalR Service is connected again.',
  ]);
});

test('[CH-92] the console says when the service does not answer', () => {
  const { service, clock, told } = reported();
  clock.advance(5_000);
  service.enter('offline');
  expect(told()).toEqual([UNREACHABLE]);
});

test('[CH-92] nothing is said after the end', () => {
  const { service, clock, end, told } = reported();
  end();
  service.enter('offline');
  clock.advance(5_000);
  expect(told()).toEqual([]);
});
