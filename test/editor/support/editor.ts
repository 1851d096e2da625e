import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { NodeRedProcess } from '../../../scripts/lib/node-red.mjs' with { 'resolution-mode': 'import' };
import { eventually } from '../../e2e/support/eventually';
import type { EditorGlobals } from './editor-globals';
import type { FlowNode } from './flow';

/** Longer than anything takes, and shorter than mocha's limit, so that it is told what was waited for. */
export const PATIENCE_MS = 60_000;
/** So long a click that was too slow for a double click, or came while a dialog was being built, has opened none. */
const UNHEARD_MS = 5_000;

/** Buttons of the two kinds of dialogs, and a field that is gone with them. */
const NODE_DIALOG = { ok: '#node-dialog-ok', cancel: '#node-dialog-cancel', field: '#node-input-name' };
const CONNECTION_DIALOG = {
  ok: '#node-config-dialog-ok',
  cancel: '#node-config-dialog-cancel',
  field: '#node-config-input-provider',
};
const STORE_DIALOG = { ...CONNECTION_DIALOG, field: '#node-config-input-schema' };

/** The browser notes every 404 on its console. This one is the answer for a connection that is not deployed yet. */
const NOT_DEPLOYED = /404 .*\/fax-sms\/connections\/\w+$/;
/** Of what fails on the way to Node-RED, as it is noted there. */
const FAILED_LOAD = 'Failed to load resource';

/** A user in front of the editor of one Node-RED. */
export class Editor {
  readonly #context: BrowserContext;
  readonly nodeRed: NodeRedProcess;
  /** The user directory of that Node-RED, in which it was started. */
  readonly userDir: string;
  /** Page errors and console errors since the last `load`. */
  readonly complaints: string[] = [];
  #mayFailToLoad = false;
  #page: Page | undefined;

  constructor(context: BrowserContext, nodeRed: NodeRedProcess, userDir: string) {
    this.#context = context;
    this.nodeRed = nodeRed;
    this.userDir = userDir;
  }

  get page(): Page {
    if (!this.#page) throw new Error('nothing is loaded');
    return this.#page;
  }

  /** Deploys the flow past the editor, and opens the editor anew, with nothing left on its page of what was done before. */
  async load(flow: FlowNode[]): Promise<void> {
    await this.#page?.close();
    this.complaints.length = 0;
    await this.nodeRed.request('/flows', { method: 'POST', body: flow });
    this.#page = await this.#context.newPage();
    this.page.setDefaultTimeout(PATIENCE_MS);
    this.page.on('pageerror', (error) => this.complaints.push(`page error: ${error.message}`));
    this.page.on('console', (message) => {
      const said = `console: ${message.text()} ${message.location().url}`;
      const isExpected = NOT_DEPLOYED.test(said) || (this.#mayFailToLoad && said.includes(FAILED_LOAD));
      if (message.type() === 'error' && !isExpected) this.complaints.push(said);
    });
    await this.page.goto(this.nodeRed.url);
    await this.page.locator('#red-ui-palette-container [data-palette-type="mark-received"]').waitFor();
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    for (const node of flow) if ('x' in node) await this.onWorkspace(node.id).waitFor();
  }

  /** Until the end of a test: Node-RED refuses something, or does not answer, and the browser says so at any time. */
  expectFailedLoads(isExpected = true): void {
    this.#mayFailToLoad = isExpected;
  }

  async close(): Promise<void> {
    await this.#page?.close();
  }

  onWorkspace(id: string): Locator {
    return this.page.locator(`[id="${id}"] .red-ui-flow-node`).first();
  }

  /** Whether it has the red triangle, which the editor draws in a frame that comes after what was changed. */
  async isInvalid(id: string): Promise<boolean> {
    await this.page.evaluate(async () => {
      const page = globalThis as unknown as EditorGlobals;
      for (let frames = 0; frames < 2; frames += 1) await new Promise((drawn) => page.requestAnimationFrame(drawn));
    });
    return this.page.locator(`[id="${id}"] .red-ui-flow-node-error`).isVisible();
  }

  /** Why the editor takes this node, or connection, for invalid. */
  async reasons(id: string): Promise<string[]> {
    return this.page.evaluate(
      (id) => (globalThis as unknown as EditorGlobals).RED.nodes.node(id)?.validationErrors ?? [],
      id,
    );
  }

  /** The field of a property, in the dialog that lies on top. */
  field(property: string): Locator {
    return this.page.locator(`#node-input-${property}, #node-config-input-${property}`).last();
  }

  /** Enters text, chooses an option, or ticks and unticks. */
  async enter(values: Record<string, string | boolean>): Promise<void> {
    for (const [property, value] of Object.entries(values)) {
      const field = this.field(property);
      if (property === 'simulator') await this.begin(value === true ? 'simulator' : 'real');
      else if (typeof value === 'boolean') await tick(field, value);
      else if ((await field.and(this.page.locator('select')).count()) > 0) await field.selectOption(value);
      else {
        await field.fill(value);
        // Fields are checked when they are left.
        await field.blur();
      }
    }
  }

  /** One of the two beginnings of a connection. */
  async begin(choice: 'simulator' | 'real'): Promise<void> {
    await this.page.locator(`label[for="fax-sms-connection-begin-${choice}"]`).last().click();
  }

  /** Every text of the dialog on top, shown or hidden. */
  async texts(): Promise<string[]> {
    const form = this.page.locator('.red-ui-tray').last();
    const texts = await form.locator('label, option, button, th, .form-tips').allTextContents();
    for (const name of ['placeholder', 'title', 'aria-label']) {
      texts.push(...(await form.locator(`[${name}]`).evaluateAll(attributes, name)));
    }
    return texts;
  }

  /** The properties of a connection whose fields are seen in this part of its dialog. */
  async shownFields(within: string): Promise<string[]> {
    const fields = this.page.locator(`${within} :is(input, select)[id^="node-config-input-"]:visible`);
    return (await fields.evaluateAll(attributes, 'id')).map((id) => id.replace('node-config-input-', ''));
  }

  async openDialog(id: string): Promise<void> {
    await this.#open(NODE_DIALOG.field, (within) => this.onWorkspace(id).dblclick(within));
  }

  /** From the dialog of a node that uses it. */
  async openConnection(): Promise<void> {
    await this.#open(CONNECTION_DIALOG.field, (within) =>
      this.page.locator('#node-input-btn-connection-edit').click(within),
    );
  }

  /** From the dialog of a connection. */
  async addStore(): Promise<void> {
    await this.#open(STORE_DIALOG.field, (within) =>
      this.page.locator('#node-config-input-btn-store-add').click(within),
    );
  }

  /** From the dialog of a node. */
  async addConnection(): Promise<void> {
    await this.#open(CONNECTION_DIALOG.field, (within) =>
      this.page.locator('#node-input-btn-connection-add').click(within),
    );
  }

  /** What opens nothing is pressed once more, as a user would. */
  async #open(field: string, press: (within: { timeout: number }) => Promise<void>): Promise<void> {
    const begins = this.page.locator(field).waitFor({ state: 'attached' });
    const isUnheard = (): Promise<boolean> =>
      Promise.race([begins.then(() => false), pause(UNHEARD_MS).then(() => true)]);
    begins.catch(() => undefined);
    await press({ timeout: PATIENCE_MS });
    // It may begin while the next one is being pressed, which then lies behind it.
    while (await isUnheard()) await press({ timeout: UNHEARD_MS }).catch(() => undefined);
    // The editor gives the focus to a dialog when it has slid in, and takes it from whatever had it.
    const tray = this.page.locator('.red-ui-tray', { has: this.page.locator(field) });
    await tray.locator(':focus').first().waitFor({ state: 'attached' });
    await this.page.locator(field).waitFor();
  }

  /** Of the connection's dialog. */
  async showPanel(name: 'account' | 'receiving' | 'storage' | 'network' | 'check' | 'waiting'): Promise<void> {
    await this.page.locator(`#fax-sms-connection-tab-${name}`).click();
    await this.page.locator(`#fax-sms-connection-${name}`).waitFor();
  }

  /** Cancels what dialogs are open. */
  async cancel(): Promise<void> {
    for (const dialog of [STORE_DIALOG, CONNECTION_DIALOG, NODE_DIALOG]) {
      if (await this.page.locator(dialog.field).count()) await this.#close(dialog.cancel, dialog.field);
    }
  }

  async done(): Promise<void> {
    await this.#close(NODE_DIALOG.ok, NODE_DIALOG.field);
  }

  async doneStore(): Promise<void> {
    await this.#close(STORE_DIALOG.ok, STORE_DIALOG.field);
  }

  async doneConnection(): Promise<void> {
    await this.#close(CONNECTION_DIALOG.ok, CONNECTION_DIALOG.field);
  }

  async #close(button: string, field: string): Promise<void> {
    await this.page.locator(button).click();
    await this.page.locator(field).waitFor({ state: 'detached' });
  }

  /** From the palette, as a user does it. */
  async dragIn(type: string, to: { x: number; y: number }): Promise<void> {
    const inPalette = this.page.locator(`#red-ui-palette-container [data-palette-type="${type}"]`);
    await inPalette.dragTo(this.page.locator('#red-ui-workspace-chart'), { targetPosition: to, steps: 10 });
  }

  /** By the button; resolves when it is deployed. */
  async deploy(): Promise<void> {
    await this.page.locator('#red-ui-header-button-deploy').click();
    await this.isDeployed();
  }

  async isDeployed(): Promise<void> {
    await this.page.waitForFunction(() => !(globalThis as unknown as EditorGlobals).RED.nodes.dirty());
  }

  /** What Export gives of all flows. */
  async exported(): Promise<FlowNode[]> {
    const json = await this.page.evaluate(() => {
      const { nodes } = (globalThis as unknown as EditorGlobals).RED;
      return JSON.stringify(nodes.createExportableNodeSet(nodes.filterNodes({})));
    });
    return JSON.parse(json) as FlowNode[];
  }

  async deployed(): Promise<FlowNode[]> {
    return (await this.nodeRed.request('/flows')) as FlowNode[];
  }

  async chooseTyped(property: string, type: string, value: string): Promise<void> {
    await this.page.evaluate(
      ([selector, type, value]) => {
        const input = (globalThis as unknown as EditorGlobals).$(selector);
        input.typedInput('type', type);
        input.typedInput('value', value);
      },
      [`#node-input-${property}`, type, value] as const,
    );
  }

  async chosenTyped(property: string): Promise<{ type: string; value: string }> {
    return this.page.evaluate((selector) => {
      const input = (globalThis as unknown as EditorGlobals).$(selector);
      return { type: input.typedInput('type'), value: input.typedInput('value') };
    }, `#node-input-${property}`);
  }
}

/** Again where the dialog slid in, or its rows moved, just as it was clicked. */
async function tick(box: Locator, wanted: boolean): Promise<void> {
  await eventually('the box is as wanted', () => box.setChecked(wanted).then(() => true));
}

function attributes(elements: unknown[], name: string): string[] {
  return (elements as { getAttribute(name: string): string | null }[]).map((one) => one.getAttribute(name) ?? '');
}
