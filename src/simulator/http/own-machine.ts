import { networkInterfaces } from 'node:os';
import { isLoopbackUrl } from '../../domain/loopback';

/** As it is asked. Throws a TypeError on what is no URL of this machine. */
export function ownMachineUrl(url: string): string {
  if (!isOwnMachine(url)) throw new TypeError('not a URL of this machine');
  return new URL(url).href;
}

/**
 * Is this an address of the machine itself? Only there a simulated service calls: what it is told to call may come from
 * a page or a flow that means somebody else. A name, but for `localhost`, could lead anywhere.
 */
export function isOwnMachine(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  return (
    isLoopbackUrl(url) ||
    Object.values(networkInterfaces())
      .flat()
      .some((own) => own?.address === host)
  );
}
