import type { NodeRed } from './node-red';

/** Where this Node-RED itself is reached from this machine; undefined until it listens, or without HTTP. */
export function localOrigin(RED: NodeRed): string | undefined {
  const address = RED.server?.address();
  if (typeof address !== 'object' || address === null) return undefined;
  return `${RED.settings.https ? 'https' : 'http'}://127.0.0.1:${address.port}`;
}
