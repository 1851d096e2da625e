import { join } from 'node:path';
import { isRecord } from '../../src/domain/is-record';
import type { NodeRed } from './node-red';

/** `pushline: { … }` in settings.js: CONTRACT section 9. */
export interface PushlineSettings {
  /** Divides every wait; for tests, and only towards the simulator or loopback. */
  timeScale: number;
}

export function pushlineSettings(RED: NodeRed): PushlineSettings {
  const given = RED.settings.pushline;
  const timeScale = isRecord(given) && typeof given.timeScale === 'number' ? given.timeScale : 1;
  return { timeScale: timeScale > 0 ? timeScale : 1 };
}

/** `<userDir>/pushline`: the store, its documents, and nothing else. */
export function storeFolder(RED: NodeRed): string {
  return join(RED.settings.userDir ?? process.cwd(), 'pushline');
}
