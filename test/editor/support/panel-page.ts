import type { Locator, Page } from 'playwright-core';
import type { EditorGlobals } from './editor-globals';
import { FakeRuntime } from './fake-runtime';

/** A user in front of the side bar panel. */
export class PanelPage {
  constructor(readonly page: Page) {}

  get root(): Locator {
    return this.page.locator('.pushline-panel');
  }

  get cards(): Locator {
    return this.root.locator('.pushline-cards > li');
  }

  get entries(): Locator {
    return this.root.locator('.pushline-timeline > li');
  }

  get items(): Locator {
    return this.root.locator('.pushline-items > li');
  }

  get status(): Locator {
    return this.root.locator('.pushline-status');
  }

  get badges(): Locator {
    return this.page.locator('.pushline-badge:visible');
  }

  async open(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as EditorGlobals).RED.sidebar.show('fax-sms-panel'));
    await this.root.waitFor();
  }

  /** With the editor loaded anew. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.openWithEditor();
  }

  async openWithEditor(): Promise<void> {
    await this.page.locator('#red-ui-palette-container [data-palette-type="mark-received"]').waitFor();
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    await this.open();
  }

  /** Asks the runtime now, as after a deploy; by itself the panel asks every ten seconds. */
  async ask(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as EditorGlobals).RED.events.emit('deploy'));
  }

  async choose(tab: 'Overview' | 'Timeline' | 'Lists' | 'Add a flow'): Promise<void> {
    await this.root.getByRole('tab', { name: tab }).click();
  }

  async list(name: RegExp, connection?: string): Promise<void> {
    await this.choose('Lists');
    if (connection !== undefined) await this.root.getByLabel('Connection', { exact: true }).selectOption(connection);
    const list = this.root.getByLabel('List', { exact: true });
    const label = (await list.locator('option').allTextContents()).find((text) => name.test(text)) ?? name.source;
    await list.selectOption({ label });
  }

  async search(text: string): Promise<void> {
    await this.root.getByLabel('Search', { exact: true }).fill(text);
  }

  /** What an action asks before it is done. */
  get question(): Locator {
    return this.root.locator('dialog[open]');
  }

  async answer(text: string): Promise<void> {
    await this.question.getByRole('button', { name: text, exact: true }).click();
    await this.question.waitFor({ state: 'detached' });
  }
}

/** In the browser's storage, where the editor looks for what its user has chosen. */
export function keep(page: Page, name: string, value: string): Promise<void> {
  return page.evaluate(([name, value]) => (globalThis as unknown as EditorGlobals).localStorage.setItem(name, value), [
    name,
    value,
  ] as const);
}

/** The panel, told what `prepare` says, with a user who was told of nothing before. */
export async function openFaked(
  page: Page,
  prepare: (runtime: FakeRuntime) => void,
): Promise<{ runtime: FakeRuntime; panel: PanelPage }> {
  const runtime = new FakeRuntime();
  prepare(runtime);
  const editor = page.url();
  // A page of the editor's origin without the editor: its panel might tell of what it sees, and keep that it has.
  await page.goto(new URL('/settings', editor).href);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await runtime.install(page);
  await keep(page, 'pushline-told', '{}');
  await page.goto(editor);
  const panel = new PanelPage(page);
  await panel.openWithEditor();
  return { runtime, panel };
}
