import { createWriteStream, existsSync, lstatSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import {
  FAX_FOLDER,
  readExample,
  RESULTS_FILE,
  simulatedConnectionOf,
  SMS_FILE,
  variableOf,
  withVariable,
} from './lib/example-flow.mjs';
import { freePort } from './lib/free-port.mjs';
import { injectItems } from './lib/inject-items.mjs';
import { main } from './lib/main.mjs';
import { startNodeRed } from './lib/node-red.mjs';
import { reportFaxes } from './lib/report-faxes.mjs';
import { reportSends } from './lib/report-sends.mjs';
import { reportTexts } from './lib/report-texts.mjs';
import { packageName, root } from './lib/root.mjs';
import { prepareUserDirectory } from './lib/user-directory.mjs';
import { waitFor } from './lib/wait-for.mjs';
import { ensureDependencies, ensureNodeRed, nodeIsAtLeast } from './setup.mjs';

const userDir = join(root, '.data');
const flowFile = join(userDir, 'flows.json');
const logFile = join(userDir, 'node-red.log');

main(async () => {
  await ensureDependencies();
  const redJs = await ensureNodeRed(nodeIsAtLeast(22, 9) ? 5 : 4);
  console.log('Building ...');
  await build();
  prepareUserDirectory(userDir, { dependencies: { [packageName]: 'file:..' } });
  linkPackage();
  copyExamplesOnce();
  await runNodeRed(redJs, stopSignal());
});

async function runNodeRed(redJs, signal) {
  try {
    const port = await freePort(1880);
    const nodeRed = await startNodeRed({ redJs, userDir, port, signal, onLine: logLine() });
    // As it is deployed: the user may have changed it since the first start.
    const flow = await nodeRed.request('/flows');
    const faxes = await findConnection(nodeRed, flow, { provider: 'etherfax', place: FAX_FOLDER, signal });
    const texts = await findConnection(nodeRed, flow, { provider: 'esendex', place: SMS_FILE, signal });
    const results = variableOf(flow, RESULTS_FILE);
    if (!signal.aborted) welcome(nodeRed.url, faxes?.place, texts?.place, results);
    const work = [nodeRed.exited];
    if (faxes) work.push(injectItems({ ...faxes, item: () => ({ kind: 'fax' }) }), reportFaxes(faxes));
    if (texts) work.push(injectItems({ ...texts, item: textItem }), reportTexts(texts));
    if (results !== undefined) work.push(reportSends({ place: results, signal }));
    await Promise.race([nodeRed.exited, Promise.all(work)]);
    await nodeRed.exited;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (!signal.aborted) throw new Error(`Node-RED has ended by itself; its log is ${logFile}`);
  console.log('Node-RED has stopped.');
}

const textItem = (count) => ({ kind: 'sms', text: `Simulated text ${count + 1}` });

/** undefined: the user has deleted that example. `place` is where it writes. */
async function findConnection(nodeRed, flow, { provider, place, signal }) {
  const connectionId = simulatedConnectionOf(flow, provider);
  if (connectionId === undefined) return undefined;
  await waitFor(`The simulated connection to ${provider} is up`, async () => {
    if (signal.aborted) return true;
    const { state } = await nodeRed.request(`/fax-sms/connections/${connectionId}`).catch(() => ({}));
    return state === 'connected' || state === 'polling';
  });
  return { nodeRed, connectionId, place: variableOf(flow, place), signal };
}

function welcome(url, folder, file, results) {
  console.log(`
Every few seconds a fax comes in from a simulated etherFAX account, and a text from a simulated Esendex account.
The flows write the faxes into a folder and the texts into a file, and mark each of them received. Every 20 seconds
another flow sends a PDF as a fax, and writes down what became of it.

  Editor  ${url}
  Faxes   ${folder ?? '(that flow is deleted)'}
  Texts   ${file ?? '(that flow is deleted)'}
  Sent    ${results ?? '(that flow is deleted)'}

Try next:
  - In the editor, wire a debug node to "fax receive" and deploy: that is the message your flow gets.
  - Disable "mark received" and deploy: faxes stay open, unread at the provider, and are offered again.
  - Import > Examples > ${packageName}: the examples as users get them.
  - Delete the folder .data to begin anew.

Ctrl-C stops it.
`);
}

/** Aborts when the user or the system wants an end, or when nobody reads the output any more. */
function stopSignal() {
  const controller = new AbortController();
  const stop = () => {
    if (!controller.signal.aborted) console.log('\nStopping Node-RED ...');
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);
  process.stdout.on('error', () => controller.abort());
  stopWithNpm(stop);
  return controller.signal;
}

/** npm passes a SIGTERM to its shell, which dies of it and tells nobody: only the parent's process id changes. */
function stopWithNpm(stop) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== parent && stop(), 500).unref();
}

/** The whole log goes into a file; only errors and what nodes warn of are shown. */
function logLine() {
  const log = createWriteStream(logFile);
  return (line) => {
    log.write(`${line}\n`);
    if (/\[error\]|\[warn\] \[/.test(line)) console.log(line);
  };
}

/** Node-RED finds the package as if it were installed, and so its examples, too. */
function linkPackage() {
  const link = join(userDir, 'node_modules', ...packageName.split('/'));
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(link); // the clone may have moved
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(root, link, 'junction');
}

function copyExamplesOnce() {
  if (existsSync(flowFile)) return;
  const flow = [
    ...withVariable(readExample('01'), FAX_FOLDER, join(userDir, 'faxes')),
    ...withVariable(readExample('02'), SMS_FILE, join(userDir, 'sms', 'inbox.jsonl')),
    ...withVariable(readExample('04'), RESULTS_FILE, join(userDir, 'fax-results.jsonl')),
  ];
  writeFileSync(flowFile, JSON.stringify(flow, null, 2));
}
