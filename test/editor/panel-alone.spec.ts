import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { freePort } from '../support/free-port';
import { eventually } from '../e2e/support/eventually';
import { makeUserDir, type UserDir } from '../e2e/support/user-dir';
import { WatchedNodeRed } from '../e2e/support/watched-node-red';
import { PATIENCE_MS } from './support/editor';
import { theBrowser } from './support/editors';
import { ETHERFAX, node, TAB } from './support/flow';
import { PanelPage } from './support/panel-page';

const { hashSync } = createRequire(createRequire(__filename).resolve('node-red'))('bcryptjs') as {
  hashSync(text: string, rounds: number): string;
};

const FLOW = [
  TAB,
  { ...ETHERFAX, id: 'line-alone', name: 'Line' },
  node('fax-receive-in', { connection: 'line-alone', wires: [['seen']] }),
  { id: 'seen', type: 'debug', z: 'tab', x: 400, y: 80, active: false, wires: [] },
];

/** A Node-RED of its own, with these settings, and pages of its editor. */
function describeAlone(
  title: string,
  settings: string,
  specify: (own: { nodeRed: () => WatchedNodeRed; open: (path?: string) => Promise<Page> }) => void,
): void {
  describe(title, () => {
    let userDir: UserDir;
    let nodeRed: WatchedNodeRed;
    let port: number;
    const pages: Page[] = [];

    before(async () => {
      userDir = await makeUserDir(settings);
      await userDir.writeFlows(FLOW);
      port = await freePort();
      nodeRed = new WatchedNodeRed(userDir.path, port);
      await nodeRed.start();
      await nodeRed.logged('Started flows');
    });
    afterEach(async () => {
      for (const page of pages.splice(0)) await page.close();
    });
    after(async () => {
      await nodeRed.stop();
      await userDir.remove();
    });
    const open = async (path = '/'): Promise<Page> => {
      const page = await (await theBrowser()).newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      pages.push(page);
      await page.goto(`http://127.0.0.1:${port}${path}`);
      return page;
    };
    specify({ nodeRed: () => nodeRed, open });
  });
}

async function panelOf(page: Page): Promise<PanelPage> {
  const panel = new PanelPage(page);
  await panel.openWithEditor();
  return panel;
}

describeAlone('the panel over a restart of Node-RED', '', ({ nodeRed, open }) => {
  it('says that nothing answers, and goes on by itself in every browser that has it open', async () => {
    const panels = [await panelOf(await open()), await panelOf(await open())];
    for (const panel of panels) {
      await panel.page.bringToFront();
      await panel.cards.filter({ hasText: /connected|polling/ }).waitFor();
    }
    await nodeRed().stop();
    for (const panel of panels) {
      await panel.page.bringToFront();
      await panel.ask();
      await panel.status.filter({ hasText: 'Node-RED does not answer' }).waitFor();
      assert.equal(await panel.cards.count(), 1);
    }
    await nodeRed().start();
    for (const panel of panels) {
      await panel.page.bringToFront();
      await eventually('it is fresh', async () => (await panel.status.textContent()) === '');
      await panel.cards.filter({ hasText: /connected|polling/ }).waitFor();
    }
  });
});

const user = (username: string, permissions: string): string =>
  `{ username: '${username}', password: '${hashSync('secret', 4)}', permissions: ${permissions} }`;

describeAlone(
  'the panel behind a login, with all roots moved',
  `httpAdminRoot: '/admin', httpNodeRoot: '/api',
   adminAuth: { type: 'credentials', users: [${user('writer', "'*'")}, ${user('reader', "'read'")}] }`,
  ({ nodeRed, open }) => {
    const logIn = async (username: string): Promise<PanelPage> => {
      const page = await open('/admin');
      await page.locator('#node-dialog-login-username').fill(username);
      await page.locator('#node-dialog-login-password').fill('secret');
      await page.locator('#node-dialog-login-submit').click();
      return panelOf(page);
    };
    const logOut = ({ page }: PanelPage): Promise<void> =>
      page.evaluate(() => (globalThis as unknown as { localStorage: { clear(): void } }).localStorage.clear());

    it('lets who may write act and look at details', async () => {
      const panel = await logIn('writer');
      await panel.cards.getByRole('button', { name: /in the flow/ }).click();
      const item = panel.items.first();
      await item.getByRole('button', { name: 'Show' }).click();
      await panel.answer('Show');
      await item
        .locator('dd', { hasText: /^\+?\d{6,}$/ })
        .first()
        .waitFor();
      await item.getByRole('button', { name: 'First page' }).click();
      await item.getByRole('img', { name: 'First page' }).waitFor();
      await nodeRed().logged('writer');
      await logOut(panel);
    });

    it('shows who may only read the same, without details and actions', async () => {
      const panel = await logIn('reader');
      await panel.cards.getByRole('button', { name: /in the flow/ }).click();
      await panel.items.filter({ hasText: '…' }).first().waitFor();
      assert.equal(await panel.items.getByRole('button').count(), 0);
      await panel.root.getByText('need the permission fax-sms.write').waitFor();
      await logOut(panel);
    });
  },
);
