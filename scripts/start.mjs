import {
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import { faxFolderOf, firstExample, simulatedConnectionOf, withFaxFolder } from './lib/example-flow.mjs';
import { freePort } from './lib/free-port.mjs';
import { injectFaxes } from './lib/inject-faxes.mjs';
import { main } from './lib/main.mjs';
import { startNodeRed } from './lib/node-red.mjs';
import { reportFaxes } from './lib/report-faxes.mjs';
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
  copyExampleOnce();
  await runNodeRed(redJs, stopSignal());
});

async function runNodeRed(redJs, signal) {
  try {
    const port = await freePort(1880);
    const nodeRed = await startNodeRed({ redJs, userDir, port, signal, onLine: logLine() });
    const faxes = await findFaxes(nodeRed, signal);
    if (!signal.aborted) welcome(nodeRed.url, faxes.folder);
    await Promise.race([nodeRed.exited, Promise.all([injectFaxes(faxes), reportFaxes(faxes)])]);
    await nodeRed.exited;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (!signal.aborted) throw new Error(`Node-RED has ended by itself; its log is ${logFile}`);
  console.log('Node-RED has stopped.');
}

/** The flow as it is deployed: the user may have changed it since the first start. */
async function findFaxes(nodeRed, signal) {
  const flow = await nodeRed.request('/flows');
  const connectionId = simulatedConnectionOf(flow);
  await waitFor('The simulated connection is up', async () => {
    if (signal.aborted) return true;
    const { state } = await nodeRed.request(`/fax-sms/connections/${connectionId}`).catch(() => ({}));
    return state === 'connected' || state === 'polling';
  });
  return { nodeRed, connectionId, folder: faxFolderOf(flow), signal };
}

function welcome(url, folder) {
  console.log(`
Faxes from a simulated etherFAX account come in every few seconds, and the flow writes them into a folder.

  Editor  ${url}
  Folder  ${folder}

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

function copyExampleOnce() {
  if (existsSync(flowFile)) return;
  const flow = JSON.parse(readFileSync(join(root, 'examples', firstExample()), 'utf8'));
  writeFileSync(flowFile, JSON.stringify(withFaxFolder(flow, join(userDir, 'faxes')), null, 2));
}
