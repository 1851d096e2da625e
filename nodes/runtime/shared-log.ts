import type { Log } from '../../src/domain/log';
import type { NodeRed } from './node-red';

/** For what all nodes share, such as the store: it must not speak in the name of one of them. */
export function sharedLog({ log }: NodeRed): Log {
  return {
    info: (text) => log.info(`pushline: ${text}`),
    warn: (text) => log.warn(`pushline: ${text}`),
    error: (text) => log.error(`pushline: ${text}`),
  };
}
