import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { NodeRed } from '../node-red';

/**
 * The origin at which this Node-RED is reached from this machine: the address on which it really listens, whatever
 * `uiHost` says. Resolves once it listens; with undefined if it has no HTTP server, or one on a Unix socket.
 */
export async function localOrigin({ server }: NodeRed): Promise<string | undefined> {
  if (!server) return undefined;
  if (!server.listening) await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || address === null) return undefined;
  return `${server instanceof TlsServer ? 'https' : 'http'}://${hostOf(address)}:${address.port}`;
}

/** A server that listens on every address is reached on loopback, too. */
function hostOf({ address }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return address.includes(':') ? `[${address}]` : address;
}
