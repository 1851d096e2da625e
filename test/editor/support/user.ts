import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { eventually } from '../../e2e/support/eventually';
import type { Editor } from './editor';

interface Place {
  x: number;
  y: number;
}

/** A user whose clicks are counted: a double click is two, a drag is one, a choice from a list two; keys are free. */
export class User {
  readonly #editor: Editor;
  clicks = 0;

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  async click(target: Locator): Promise<void> {
    this.clicks += 1;
    await target.click();
  }

  /** From the palette; resolves with the id of the new node. */
  async drag(type: string, to: Place): Promise<string> {
    this.clicks += 1;
    const before = await this.#nodes();
    await this.#editor.dragIn(type, to);
    let id: string | undefined;
    await eventually(`${type} is on the workspace`, async () => {
      id = (await this.#nodes()).find((one) => !before.includes(one));
      return id !== undefined;
    });
    return id ?? '';
  }

  /** From an output, the first is 0, to the input of another node. */
  async wire(from: string, output: number, to: string): Promise<void> {
    this.clicks += 1;
    const { page } = this.#editor;
    const source = await centreOf(
      page.locator(`[id="${from}"] .red-ui-flow-port-output .red-ui-flow-port`).nth(output),
    );
    const target = await centreOf(page.locator(`[id="${to}"] .red-ui-flow-port-input .red-ui-flow-port`));
    await page.mouse.move(source.x, source.y);
    await page.mouse.down();
    await page.mouse.move(target.x, target.y, { steps: 8 });
    await page.mouse.up();
    const wires = (await this.#editor.exported()).find(({ id }) => id === from)?.wires as string[][] | undefined;
    assert(wires?.[output]?.includes(to), `${from} is not wired to ${to}`);
  }

  async open(id: string): Promise<void> {
    this.clicks += 2;
    await this.#editor.openDialog(id);
  }

  async done(): Promise<void> {
    this.clicks += 1;
    await this.#editor.done();
  }

  /** A new connection, from the dialog of a node: with the simulator, and else as it is offered. */
  async addSimulated(): Promise<void> {
    this.clicks += 1;
    await this.#editor.addConnection();
    this.clicks += 1;
    await this.#editor.enter({ simulator: true });
    this.clicks += 1;
    await this.#editor.doneConnection();
  }

  /** Into a field of the dialog: one click, then keys. */
  async enter(property: string, text: string): Promise<void> {
    await this.click(this.#shownField(property));
    await this.#type(text);
  }

  /** Into a typed field: its type is chosen from the list, and its text is entered by keys. */
  async enterTyped(property: string, type: string, text: string): Promise<void> {
    const { page } = this.#editor;
    await this.click(this.#typed(property).locator('.red-ui-typedInput-type-select'));
    await this.click(page.locator(`.red-ui-typedInput-options:visible [value="${type}"]`));
    // The editor gives the focus to the text once its type is chosen.
    await this.#typed(property).locator('input:focus').waitFor();
    await this.#type(text);
  }

  async choose(property: string, value: string): Promise<void> {
    await this.select(this.#editor.field(property), value);
  }

  async select(list: Locator, value: string): Promise<void> {
    this.clicks += 2;
    await list.selectOption(value);
  }

  async tick(property: string, wanted = true): Promise<void> {
    this.clicks += 1;
    await this.#editor.enter({ [property]: wanted });
  }

  async deploy(): Promise<void> {
    this.clicks += 1;
    await this.#editor.deploy();
  }

  /** The button of an inject node. */
  async press(id: string): Promise<void> {
    await this.click(this.#editor.page.locator(`[id="${id}"] .red-ui-flow-node-button-button`));
  }

  /** Menu > Import > Examples > the package > one of them; put down where the mouse is. */
  async importExample(number: string): Promise<void> {
    const { page } = this.#editor;
    await this.click(page.locator('#red-ui-header-button-sidemenu'));
    await this.click(page.locator('#menu-item-import'));
    await this.click(page.locator('#red-ui-tab-red-ui-clipboard-dialog-import-tab-examples'));
    const rows = page.locator('.red-ui-clipboard-dialog-tab-library .red-ui-treeList-label:visible');
    await this.click(rows.filter({ hasText: '@pushline/node-red-fax-sms' }).first());
    await this.click(rows.filter({ hasText: `${number} - ` }).first());
    await this.click(page.locator('#red-ui-clipboard-dialog-ok'));
    await page.locator('#red-ui-header-button-deploy:not(.disabled)').waitFor();
  }

  /**
   * The side bar panel, unless the editor has kept it open; then Node-RED 5 would close it. Node-RED 4 hides what has no room
   * behind a menu.
   */
  async openPanel(): Promise<void> {
    const { page } = this.#editor;
    if (await page.locator('.pushline-panel').isVisible()) return;
    const tab = page.locator('[data-tab-id="fax-sms-panel"]:visible, #red-ui-tab-fax-sms-panel-link-button:visible');
    if ((await tab.count()) > 0) return this.click(tab.first());
    await this.click(page.locator('#red-ui-sidebar .red-ui-tab-link-button-menu'));
    await this.click(page.locator('.red-ui-menu-dropdown:visible a', { hasText: 'Fax & SMS' }));
  }

  #typed(property: string): Locator {
    return this.#editor.page.locator(`#node-input-${property} + .red-ui-typedInput-container`).last();
  }

  #shownField(property: string): Locator {
    const { page } = this.#editor;
    return page
      .locator(`#node-input-${property}:visible, #node-input-${property} + .red-ui-typedInput-container input:visible`)
      .last();
  }

  async #type(text: string): Promise<void> {
    const { page } = this.#editor;
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(text);
  }

  async #nodes(): Promise<string[]> {
    return this.#editor.page
      .locator('.red-ui-flow-node-group')
      .evaluateAll((groups) => groups.map((group) => (group as unknown as { id: string }).id));
  }
}

async function centreOf(target: Locator): Promise<Place> {
  const box = await target.boundingBox();
  if (!box) throw new Error('it is not seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
