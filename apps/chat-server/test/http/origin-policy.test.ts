import { describe, expect, it } from 'vitest';
import { isReachableByOthers, OriginPolicy } from '../../src/http/origin-policy.ts';

const loopback = { host: '127.0.0.1', publicUrl: undefined };
const open = { host: '0.0.0.0', publicUrl: undefined };
const proxied = { host: '127.0.0.1', publicUrl: 'https://chat.example' };

describe('host', () => {
  it.each([
    [loopback, 'localhost:3000', true],
    [loopback, 'LOCALHOST', true],
    [loopback, '127.0.0.1:3000', true],
    [loopback, '[::1]:3000', true],
    [loopback, 'evil.example', false],
    [loopback, 'localhost.evil.example', false],
    [loopback, '127.0.0.1.evil.example', false],
    [loopback, 'localhost@evil.example', false],
    [loopback, '192.168.1.5:3000', false],
    [loopback, '', false],
    [loopback, undefined, false],
    [proxied, 'chat.example', true],
    [proxied, '127.0.0.1:3000', true],
    [proxied, 'evil.example', false],
    [open, '192.168.1.5:3000', true],
    [open, 'chat.lan', true],
    [open, undefined, false],
  ])('%j with Host %s: %s', (options, host, expected) => {
    expect(new OriginPolicy(options).isHostAllowed(host)).toBe(expected);
  });
});

describe('origin', () => {
  it.each([
    [loopback, 'http://localhost:3000', 'localhost:3000', true],
    [loopback, undefined, 'localhost:3000', true],
    [loopback, 'http://localhost:4000', 'localhost:3000', false],
    [loopback, 'http://127.0.0.1:3000', 'localhost:3000', false],
    [loopback, 'http://evil.example', 'localhost:3000', false],
    [loopback, 'null', 'localhost:3000', false],
    [loopback, '', 'localhost:3000', false],
    [open, 'http://chat.lan', 'chat.lan:80', true],
    [open, 'https://chat.lan', 'chat.lan', true],
    [open, 'https://chat.lan', 'chat.lan:80', false],
    [proxied, 'https://chat.example', '127.0.0.1:3000', true],
    [proxied, 'https://chat.example:443', 'chat.example', true],
    [proxied, 'http://chat.example', 'chat.example', false],
    [proxied, 'http://127.0.0.1:3000', '127.0.0.1:3000', false],
    [proxied, 'null', 'chat.example', false],
    [proxied, 'https://chat.example.evil.example', 'chat.example', false],
  ])('%j with Origin %s and Host %s: %s', (options, origin, host, expected) => {
    expect(new OriginPolicy(options).isOriginAllowed(origin, host)).toBe(expected);
  });
});

it.each([
  [loopback, false],
  [open, true],
  [proxied, true],
  [{ host: '127.0.0.1', publicUrl: 'http://localhost:8080' }, false],
  [{ host: '::', publicUrl: undefined }, true],
  [{ host: '::1', publicUrl: undefined }, false],
  [{ host: 'chat.lan', publicUrl: undefined }, true],
])('%j is reachable by others: %s', (options, expected) => {
  expect(isReachableByOthers(options)).toBe(expected);
});
