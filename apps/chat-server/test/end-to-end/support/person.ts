/** A person at a browser: what they do, and what stands on their screen. */

import type { Browser, Locator, Page } from 'playwright-core';
import { PATIENCE_MS } from '../../../../../tools/test/support/launch-browser.ts';
import { hasEnded, hasLetters, newestLetters } from './on-the-page.ts';

export class Person {
  readonly name: string;
  readonly page: Page;

  private constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
  }

  /** Signs in with a browser profile of their own, and is in the first room. */
  static async signIn(browser: Browser, url: string, name: string): Promise<Person> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(url);
    return Person.signInOn(page, name);
  }

  /** Signs in on a page that is open already. */
  static async signInOn(page: Page, name: string): Promise<Person> {
    await page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await page.keyboard.press('Enter');
    const person = new Person(name, page);
    await person.composer.waitFor();
    return person;
  }

  get composer(): Locator {
    return this.page.getByLabel(/^Message # /);
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Escape');
    await this.composer.press('Enter');
    await this.messages(text).first().waitFor();
  }

  /** Messages of the room whose text is exactly this. */
  messages(text: string): Locator {
    return this.page.getByRole('log').getByText(text, { exact: true });
  }

  /** Replies of the agent, oldest first. */
  get replies(): Locator {
    return this.page.getByRole('article').filter({ hasText: /answer(?:ing|ed) / });
  }

  get growingReply(): Locator {
    return this.page.locator('article[aria-busy="true"]');
  }

  /** Letters and digits of the newest reply: what does not change while its Markdown is half finished. */
  replyLetters(): Promise<string> {
    return this.page.evaluate(newestLetters);
  }

  /** Resolves once the newest reply shows at least so many letters. */
  async waitForLetters(count: number): Promise<void> {
    await this.page.waitForFunction(hasLetters, count);
  }

  /** Resolves once there is a reply and none is growing. */
  async waitForEnd(): Promise<void> {
    await this.page.waitForFunction(hasEnded);
  }

  /** What REST answers to this person's session. */
  async fetchJson<T>(path: string): Promise<T> {
    const response = await this.page.request.get(new URL(path, this.page.url()).href);
    return (await response.json()) as T;
  }
}
