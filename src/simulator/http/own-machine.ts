import { networkInterfaces } from 'node:os';
import { isLoopbackUrl } from '../../domain/loopback';

/** The normalized URL. Throws a TypeError for anything but a URL of this machine. */
export function ownMachineUrl(url: string): string {
  if (!isOwnMachine(url)) throw new TypeError('not a URL of this machine');
  return new URL(url).href;
}

/**
 * Whether a URL is on this machine. Simulated services make no other requests, because a web page or a flow could
 * misuse them to reach other machines. Host names other than `localhost` could resolve to anything.
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
