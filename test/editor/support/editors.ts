import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import type { NodeRedProcess } from '../../../scripts/lib/node-red.mjs' with { 'resolution-mode': 'import' };
import { E_MAIL_NODE } from '../../e2e/support/e-mail-node';
import { freePort } from '../../support/free-port';
import { LastLines } from '../../e2e/support/last-lines';
import { makeUserDir, type UserDir } from '../../e2e/support/user-dir';
import { Editor } from './editor';
import type { FlowNode } from './flow';

interface Installed {
  name: string;
  node: string;
  redJs: string;
}

interface Running {
  nodeRed: NodeRedProcess;
  userDir: UserDir;
  said: LastLines;
}

/** Made late where it depends on what the spec has started. */
type Flow = FlowNode[] | (() => FlowNode[]);

const START_MS = 5 * 60_000;

/** No sandbox, because root has none; the rest keeps the browser from asking for anything that is not on loopback. */
const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** The palette's catalogue is not on loopback; the waits are ours, so that minutes pass in seconds. */
const SETTINGS = 'externalModules: { palette: { allowInstall: false } }, pushline: { timeScale: 20 }';

const { chromium: executablePath, nodeReds } = given();
/** Shared by all specs: starting them takes longer than most of what is done with them. */
let browser: Promise<BrowserContext> | undefined;
const running = new Map<string, Promise<Running>>();

type Specify = (editor: () => Editor) => void;

/** Describes what holds in every editor there is: that of Node-RED 4.1, and of 5 where it can be had. */
export function describeEditors(title: string, flow: Flow, specify: Specify): void {
  for (const installed of nodeReds) describeIn(installed, { title, flow, specify });
}

/** Describes what is our own doing alone, in one editor, because each takes its seconds. */
export function describeEditor(title: string, flow: Flow, specify: Specify): void {
  const [first] = nodeReds;
  if (first) describeIn(first, { title, flow, specify });
}

/**
 * With this flow deployed. No test may leave an error of the page or on its console. The editor is opened once, and anew only
 * after a test that failed.
 */
function describeIn(
  installed: Installed,
  { title, flow, specify }: { title: string; flow: Flow; specify: Specify },
): void {
  describe(`${title}, ${installed.name}`, () => {
    let editor: Editor;
    let hasFailed = false;
    const load = (): Promise<void> => editor.load(typeof flow === 'function' ? flow() : flow);
    before(async function () {
      this.timeout(START_MS);
      const [context, { nodeRed, userDir, said }] = await Promise.all([theBrowser(), start(installed)]);
      said.tellOnFailure();
      editor = new Editor(context, nodeRed, userDir.path);
      await load();
    });
    after(() => editor.close());
    beforeEach(async () => {
      if (hasFailed) await load();
      hasFailed = false;
    });
    afterEach(async function () {
      hasFailed = this.currentTest?.state === 'failed';
      if (!hasFailed) await editor.cancel();
      editor.expectFailedLoads(false);
      assert.deepEqual(editor.complaints, []);
    });
    specify(() => editor);
  });
}

after(async function () {
  this.timeout(START_MS);
  const ends = [...running.values()].map(async (started) => {
    const { nodeRed, userDir } = await started;
    await nodeRed.stop();
    await userDir.remove();
  });
  // What did not start has failed its tests already, and must not keep the rest from being ended.
  await Promise.allSettled([browser?.then((context) => context.close()), ...ends]);
});

function given(): { chromium: string; nodeReds: Installed[] } {
  const json = process.env.PUSHLINE_EDITORS;
  if (json === undefined) throw new Error('these specs are run by npm run editor');
  return JSON.parse(json) as { chromium: string; nodeReds: Installed[] };
}

/** With a profile, in a temporary folder that goes with it: so it keeps the compiled scripts of the editor. */
export function theBrowser(): Promise<BrowserContext> {
  const viewport = { width: 1400, height: 1000 };
  const options = { executablePath, args: ARGS, locale: 'en-US', viewport, timeout: START_MS };
  browser ??= chromium.launchPersistentContext('', options);
  return browser;
}

function start(installed: Installed): Promise<Running> {
  const found = running.get(installed.name) ?? startNew(installed);
  running.set(installed.name, found);
  return found;
}

async function startNew({ name, node, redJs }: Installed): Promise<Running> {
  const { startNodeRed } = await import('../../../scripts/lib/node-red.mjs');
  const userDir = await makeUserDir(SETTINGS);
  try {
    await addEMailNode(userDir.path);
    const port = await freePort();
    const said = new LastLines(name);
    const onLine = (line: string): void => said.add(line);
    const nodeRed = await startNodeRed({ node, redJs, userDir: userDir.path, port, onLine });
    return { nodeRed, userDir, said };
  } catch (error) {
    await userDir.remove();
    throw error;
  }
}

/** Where Node-RED looks for nodes of the user's own. */
async function addEMailNode(userDir: string): Promise<void> {
  await mkdir(join(userDir, 'nodes'));
  for (const [ending, text] of Object.entries(E_MAIL_NODE))
    await writeFile(join(userDir, 'nodes', `e-mail.${ending}`), text);
}
