import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { waitFor } from './wait-for.mjs';

const REQUEST_MS = 60_000;
/** Node-RED itself gives up a node that does not close after 15 s. */
const STOP_MS = 30_000;

/**
 * Starts Node-RED as a child process; resolves when its admin API answers, and rejects if it ends before that.
 * `onLine` gets each line of its output. Aborting `signal` stops it, also during the start. The result:
 * - `request(path, { method, headers, body })`: calls the admin API, JSON both ways; throws on an error status;
 * - `stop()`: ends it, by force after half a minute; resolves with `{ code, signal }`;
 * - `exited`: a promise that resolves when it ends.
 */
export async function startNodeRed({
  node = process.execPath,
  redJs,
  userDir,
  port,
  env = process.env,
  onLine,
  signal,
}) {
  signal?.throwIfAborted();
  // The IPC channel is for stop() on Windows, which has no signals that a process can handle.
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc'];
  const child = spawn(node, [redJs, '-u', userDir, '-p', String(port)], { cwd: userDir, env, stdio });
  const exited = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  let end;
  void exited.then((how) => (end = how));
  signal?.addEventListener('abort', () => void stop(child, exited), { once: true });
  await once(child, 'spawn');

  const url = `http://127.0.0.1:${port}`;
  const nodeRed = {
    url,
    pid: child.pid,
    exited,
    request: (path, options) => request(new URL(path, url), options),
    stop: () => stop(child, exited),
  };
  const isUp = async () => {
    if (end) throw new Error(`Node-RED ended with ${end.signal ?? `exit code ${end.code}`} before it was up`);
    return answers(url);
  };
  try {
    await waitFor('Node-RED answers', isUp);
  } catch (error) {
    await nodeRed.stop();
    throw error;
  }
  return nodeRed;
}

async function request(url, { method = 'GET', headers = {}, body } = {}) {
  const response = await fetch(url, {
    method,
    // A kept connection may be closed by the other side just when it is used again.
    headers: { 'content-type': 'application/json', accept: 'application/json', connection: 'close', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url.pathname}: status ${response.status} ${text.slice(0, 200)}`);
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

async function stop(child, exited) {
  if (child.exitCode === null && child.signalCode === null) {
    if (process.platform === 'win32') child.send('shutdown', () => {});
    else child.kill('SIGTERM');
  }
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  const end = await exited;
  clearTimeout(force);
  return end;
}

async function answers(url) {
  try {
    return (await fetch(`${url}/settings`, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
