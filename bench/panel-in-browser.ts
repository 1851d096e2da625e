import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { freePort } from '../test/support/free-port';
import { makeUserDir } from '../test/e2e/support/user-dir';
import { ACCOUNT, parkOpenFaxes, storeOpenFaxes } from './support/open-faxes';
import { report } from './support/report';
import { median } from './support/statistics';

const ITEMS = 10_000;
const TIMES = 10;

/** The provider is unreachable, so the faxes wait and nothing else happens. */
const FLOW = [
  { id: 'tab', type: 'tab', label: 'bench' },
  {
    ...{ id: 'line', type: 'fax-sms-connection', name: 'Line', provider: 'etherfax', account: ACCOUNT },
    baseUrl: 'http://127.0.0.1:9',
  },
  { id: 'status', type: 'fax-status-in', z: 'tab', x: 200, y: 80, connection: 'line', direction: 'both', wires: [[]] },
];

interface Taken {
  /** The time until the result was painted. */
  ms: number;
  /** The page's longest task meanwhile; 0 when none took 50 ms. On a busy machine it includes the work of others. */
  longestTask: number;
  /** The processor time of the page's thread. */
  busyMs: number;
}

async function main(): Promise<void> {
  const { findChromium } = await import('../scripts/lib/chromium.mjs');
  const { nodeRedsToUse } = await import('../scripts/lib/editors-to-use.mjs');
  const executablePath = findChromium();
  if (executablePath === undefined) return;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    for (const installed of await nodeRedsToUse()) await measureIn(browser, installed);
  } finally {
    await browser.close();
  }
}

async function measureIn(
  browser: Browser,
  { name, node, redJs }: { name: string; node: string; redJs: string },
): Promise<void> {
  const { startNodeRed } = await import('../scripts/lib/node-red.mjs');
  const userDir = await makeUserDir();
  const folder = join(userDir.path, 'pushline');
  await storeOpenFaxes(folder, ITEMS);
  await parkOpenFaxes(folder);
  await userDir.writeFlows(FLOW, { line: { apiKey: 'bench' } });
  const port = await freePort();
  const nodeRed = await startNodeRed({ node, redJs, userDir: userDir.path, port, onLine: () => undefined });
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  try {
    await page.goto(nodeRed.url);
    await page.locator('#red-ui-palette-container [data-palette-type="mark-received"]').waitFor();
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    await open(page);
    const lists = await repeat(async () => {
      await press(page, { button: 'Overview', shows: '.pushline-cards > li' });
      return press(page, { button: '10,000 waiting', shows: '.pushline-items > li:nth-child(50)' });
    });
    tell(`A list of 10,000, ${name}`, lists, 300);
    const pages = await repeat(() => press(page, { button: 'Next', shows: '.pushline-items > li:nth-child(50)' }));
    tell(`Its next page, ${name}`, pages, 300);
  } finally {
    await page.close();
    await nodeRed.stop();
    await userDir.remove();
  }
}

async function open(page: Page): Promise<void> {
  await page.evaluate(() =>
    (globalThis as unknown as { RED: { sidebar: { show(tab: string): void } } }).RED.sidebar.show('fax-sms-panel'),
  );
  await page.locator('.pushline-cards button', { hasText: 'waiting' }).waitFor();
}

async function repeat(take: () => Promise<Taken>): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (let turn = 0; turn < TIMES; turn += 1) taken.push(await take());
  return taken;
}

/** Presses a button of the panel from within the page, so that the time excludes the communication with the browser. */
async function press(page: Page, what: { button: string; shows: string }): Promise<Taken> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  const before = await busy();
  const taken = await page.evaluate<Omit<Taken, 'busyMs'>>(PRESS(what));
  const busyMs = (await busy()) - before;
  await session.detach();
  return { ...taken, busyMs };
}

/** Runs in the page; a text, because the page has other types. */
const PRESS = (what: { button: string; shows: string }): string => `(async ({ button, shows }) => {
  const panel = document.querySelector('.pushline-panel');
  const found = [...panel.querySelectorAll('button')].find((one) => one.textContent === button);
  if (!found) throw new Error('no such button: ' + button);
  let longestTask = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
  });
  observer.observe({ type: 'longtask' });
  const before = panel.querySelector(shows);
  const began = performance.now();
  found.click();
  const isShown = () => {
    const now = panel.querySelector(shows);
    return now && (now !== before || button === 'Overview');
  };
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  while (!isShown()) await painted();
  await painted();
  const ms = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, 300));
  observer.disconnect();
  return { ms, longestTask };
})(${JSON.stringify(what)})`;

function tell(name: string, taken: Taken[], target: number): void {
  const longest = Math.max(...taken.map(({ longestTask }) => longestTask));
  const times = taken.map(({ ms }) => ms);
  const busy = median(taken.map(({ busyMs }) => busyMs)).toFixed(0);
  const note = `at most ${Math.max(...times).toFixed(0)} ms; target: ${target} ms; the page is busy for ${busy} ms in all`;
  report({ name, value: median(times), unit: 'ms', note });
  report({ name: `${name}, longest task`, value: longest, unit: 'ms', note: '0: none of 50 ms or more; target: 0' });
}

void main();
