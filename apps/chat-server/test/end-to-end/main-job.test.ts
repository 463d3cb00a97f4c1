/**
 * People and a llama in one room, on the real model, in real browsers.
 *
 * The model is slowed to a ceiling of tokens per second. Where a test does something in the middle of a reply, the reply
 * lasts longer than any machine takes to get there, and somebody stops it. Nothing here looks at wording.
 */

import type { HeardTranscript, HistoryPage, ReplyMessage, Room } from '@parley/chat-protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CARRIAGES } from '../support/carriage.ts';
import type { Carriage } from '../support/carriage.ts';
import { launchBrowser } from '../../../../tools/test/support/launch-browser.ts';
import { ParleyProcess } from './support/parley-process.ts';
import { Person } from './support/person.ts';
import { Witness } from './support/witness.ts';

const FACT = 'My dog is called Biscuit and he is afraid of ducks.';
const REQUEST = '@llama please tell us a long story about the dog that Ana has';
const TIMEOUT = { timeout: 240_000 };
/** A minute and a half where the model has that much to say. */
const LONG = { maxTokens: 600, maxTokensPerSecond: 6 };
/** It ends by itself, soon. */
const SHORT = { maxTokens: 60, maxTokensPerSecond: 12 };

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

function startSlowParley(carriage: Carriage, reply: typeof LONG): Promise<ParleyProcess> {
  return ParleyProcess.start(carriage, [
    `--max-tokens-per-second=${reply.maxTokensPerSecond}`,
    `--max-tokens=${reply.maxTokens}`,
    '--seed=1',
  ]);
}

async function firstRoom(person: Person): Promise<Room> {
  const rooms = await person.fetchJson<Room[]>('/api/rooms');
  const room = rooms[0];
  if (room === undefined) throw new Error('there is no room');
  return room;
}

/** The room's history as the server has it. */
async function historyOf(person: Person): Promise<HistoryPage['messages']> {
  const room = await firstRoom(person);
  const page = await person.fetchJson<HistoryPage>(`/api/rooms/${room.id}/messages`);
  return page.messages;
}

async function newestReply(person: Person): Promise<ReplyMessage> {
  const reply = (await historyOf(person)).findLast((message) => message.kind === 'reply');
  if (reply?.kind !== 'reply') throw new Error('there is no reply');
  return reply;
}

async function expectSameScreens(people: readonly Person[]): Promise<void> {
  const letters = await Promise.all(people.map((person) => person.replyLetters()));
  const longest = letters.reduce((a, b) => (b.length > a.length ? b : a));
  for (const text of letters) expect(longest.startsWith(text)).toBe(true);
}

describe.each(CARRIAGES)('the main job, %s', (carriage) => {
  test(
    'two people, one agent: heard, streamed to everybody, joined late, reloaded',
    TIMEOUT,
    async () => {
      await using parley = await startSlowParley(carriage, LONG);
      const ana = await Person.signIn(browser, parley.url, 'Ana');
      const bo = await Person.signIn(browser, parley.url, 'Bo');
      await using witness = await Witness.arrive(parley.url, 'Witness');

      await ana.say(FACT);
      await bo.messages(FACT).waitFor();
      await bo.say(REQUEST);
      await Promise.all([ana, bo].map((person) => person.waitForLetters(20)));
      await expectSameScreens([ana, bo]);

      const reply = await newestReply(bo);
      const room = await firstRoom(bo);
      const transcript = await bo.fetchJson<HeardTranscript>(
        `/api/rooms/${room.id}/replies/${reply.id}/transcript`,
      );
      expect(transcript.heard).toContainEqual({ by: 'person', name: 'Ana', text: FACT });
      expect(transcript.question).toEqual({ name: 'Bo', text: REQUEST });

      const early = await ana.replyLetters();
      const cy = await Person.signIn(browser, parley.url, 'Cy');
      await cy.waitForLetters(early.length);
      expect((await cy.replyLetters()).startsWith(early)).toBe(true);
      expect(await cy.growingReply.count()).toBe(1);

      await bo.page.reload();
      await bo.waitForLetters(early.length);
      await expectSameScreens([ana, bo, cy]);

      await cy.page.getByRole('button', { name: 'Stop' }).click();
      await Promise.all([ana, bo, cy].map((person) => person.waitForEnd()));
      const letters = await Promise.all([ana, bo, cy].map((person) => person.replyLetters()));
      expect(new Set(letters).size).toBe(1);

      const ended = await newestReply(ana);
      expect(ended.state.phase).toBe('ended');
      expect(witness.textOf(ended.id)).toBe(ended.text);
    },
  );

  test('anybody can stop a reply, and everybody sees who did', TIMEOUT, async () => {
    await using parley = await startSlowParley(carriage, LONG);
    const ana = await Person.signIn(browser, parley.url, 'Ana');
    const bo = await Person.signIn(browser, parley.url, 'Bo');

    await bo.say(REQUEST);
    await ana.waitForLetters(20);
    await ana.page.getByRole('button', { name: 'Stop' }).click();

    for (const person of [ana, bo]) {
      await person.page.getByText('stopped by Ana', { exact: true }).waitFor();
      expect(await person.growingReply.count()).toBe(0);
    }
    const reply = await newestReply(bo);
    expect(reply.text.replace(/[^\p{L}\p{N}]/gu, '')).toBe(await bo.replyLetters());

    await bo.page.getByRole('button', { name: 'Answer again' }).click();
    await ana.growingReply.waitFor();
    await ana.waitForLetters(20);
  });

  test(
    'a server killed in the middle of a reply loses nothing that was acknowledged',
    TIMEOUT,
    async () => {
      await using parley = await startSlowParley(carriage, LONG);
      const ana = await Person.signIn(browser, parley.url, 'Ana');
      const bo = await Person.signIn(browser, parley.url, 'Bo');
      await ana.say(FACT);
      await bo.say(REQUEST);
      await bo.waitForLetters(20);
      const shown = await bo.replyLetters();

      await parley.kill();
      await parley.restart();

      for (const person of [ana, bo]) {
        await person.page.getByText('interrupted: the server went down', { exact: true }).waitFor();
        expect(await person.messages(FACT).count()).toBe(1);
        expect((await person.replyLetters()).startsWith(shown)).toBe(true);
      }
      const texts = (await historyOf(ana)).filter((message) => message.kind === 'message');
      expect(texts.map((message) => message.text)).toEqual([FACT, REQUEST]);

      await ana.page.getByRole('button', { name: 'Retry' }).click();
      await bo.growingReply.waitFor();
      await Promise.all([ana, bo].map((person) => person.waitForLetters(20)));
      await expectSameScreens([ana, bo]);
    },
  );

  test('what is sent while the server is away arrives once when it is back', TIMEOUT, async () => {
    await using parley = await startSlowParley(carriage, LONG);
    const ana = await Person.signIn(browser, parley.url, 'Ana');
    const bo = await Person.signIn(browser, parley.url, 'Bo');
    await parley.kill();

    await ana.say('written while nobody was there');
    await parley.restart();

    await bo.messages('written while nobody was there').waitFor();
    const texts = (await historyOf(bo)).map((message) => message.text);
    expect(texts).toEqual(['written while nobody was there']);
    expect(await ana.messages('written while nobody was there').count()).toBe(1);
  });
});

test(
  'a service that goes in the middle of a reply: everybody has all of it when it is back',
  TIMEOUT,
  async () => {
    await using parley = await startSlowParley('azure', SHORT);
    const ana = await Person.signIn(browser, parley.url, 'Ana');
    const bo = await Person.signIn(browser, parley.url, 'Bo');
    await bo.say(REQUEST);
    await Promise.all([ana, bo].map((person) => person.waitForLetters(20)));

    await parley.endService();
    for (const person of [ana, bo])
      await person.page.getByText(/The service that connects people cannot be reached/).waitFor();
    await ana.composer.fill('written while nothing arrived');
    await ana.composer.press('Enter');
    await parley.restartService();

    await Promise.all([ana, bo].map((person) => person.waitForEnd()));
    await bo.messages('written while nothing arrived').waitFor();
    const letters = await Promise.all([ana, bo].map((person) => person.replyLetters()));
    const { text } = await newestReply(ana);
    expect(new Set(letters)).toEqual(new Set([text.replace(/[^\p{L}\p{N}]/gu, '')]));
  },
);
