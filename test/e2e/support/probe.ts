import { setTimeout as pause } from 'node:timers/promises';
import { fetchAfresh } from '../../support/fetch-afresh';

/**
 * Settings that open a side door in the Node-RED process itself: it counts what a leak would make grow.
 * Sockets of the editor's own server come and go with our requests, so only outgoing ones are counted.
 */
export const PROBE_SETTINGS = (port: number): string => `
  pushlineProbe: (() => {
    const { readdirSync, readlinkSync } = require('fs');
    require('http').createServer((req, res) => {
      const events = require(require.resolve('@node-red/util', { paths: [require.main.filename] })).events;
      const active = process.getActiveResourcesInfo();
      const files = readdirSync('/proc/self/fd').map((fd) => { try { return readlinkSync('/proc/self/fd/' + fd) } catch { return '' } });
      const handles = process._getActiveHandles().filter((handle) => handle.constructor.name === 'Socket' && handle.remotePort);
      res.end(JSON.stringify({
        timers: active.filter((name) => name === 'Timeout').length,
        'outgoing sockets': handles.filter((socket) => !socket.server).length,
        'flow listeners': ['flows:started', 'flows:stopping'].reduce((sum, name) => sum + events.listenerCount(name), 0),
        'process listeners': process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
        'files of the store': files.filter((file) => file.includes('/pushline/')).length,
      }));
    }).listen(${port}, '127.0.0.1').unref();
  })()`;

const SAMPLES = 20;

/** The least that was seen over three seconds: what a request or a poll under way holds comes and goes. */
export async function readProbe(port: number): Promise<Record<string, number>> {
  const samples: Record<string, number>[] = [];
  for (let count = 0; count < SAMPLES; count += 1) {
    samples.push(await readOnce(port));
    await pause(150);
  }
  const names = Object.keys(samples[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, Math.min(...samples.map((sample) => sample[name] ?? 0))]));
}

async function readOnce(port: number): Promise<Record<string, number>> {
  const response = await fetchAfresh(`http://127.0.0.1:${port}/`);
  return (await response.json()) as Record<string, number>;
}
