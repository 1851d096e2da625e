import type { Clock } from '../../../src/domain/clock';
import { cannotTell, differs, either, holds } from '../../../src/providers/account-check/findings';
import type { Finding } from '../../../src/providers/account-check/probe';
import { known, redact, type Redacted } from '../../../src/providers/account-check/redacted';
import type { SocketLook } from '../../../src/transports/push-socket/look-at-socket';
import { lookAtSocket } from '../../../src/transports/push-socket/look-at-socket';
import { parsePushUrl } from '../../../src/transports/push-socket/push-url';
import type { PushSocketOptions } from '../../../src/transports/push-socket/push-socket';

export const PUSH_ASSUMPTIONS = [
  { id: 'PS-01', assumes: 'The push socket takes the token and upgrades' },
  { id: 'PS-02', assumes: 'It says hello, with protocol 1' },
] as const;

export type PushId = (typeof PUSH_ASSUMPTIONS)[number]['id'];

export interface PushCheck {
  /** undefined: no push socket is set. */
  target: Pick<PushSocketOptions, 'url' | 'token' | 'tls' | 'agent'> | undefined;
  /** Which instance has the connection's own socket live: a second socket might replace it at the bridge. */
  liveAt: 'this instance' | 'another instance' | undefined;
  clock: Clock;
  signal: AbortSignal;
}

/** This socket accepts no events, so it needs no large frames: the server repeats them to the connection. */
const MAX_BYTES = 64 * 1024;

/** Throws `ConfigError` for an address that cannot be used. */
export async function checkPush({ target, liveAt, clock, signal }: PushCheck): Promise<Record<PushId, Finding>> {
  if (target === undefined) return both(cannotTell(redact`no push socket is set`));
  if (liveAt === 'this instance') return both(holds(redact`the connection's own socket is live`));
  if (liveAt === 'another instance') return both(cannotTell(redact`another instance of the store has the push socket`));
  const url = parsePushUrl(target.url);
  return findingsOf(await lookAtSocket({ ...target, url, maxBytes: MAX_BYTES }, clock, signal));
}

export function findingsOf({ upgraded, protocol, failure }: SocketLook): Record<PushId, Finding> {
  const seen =
    protocol === undefined ? reasonOf(failure) : redact`protocol ${protocol === 'known' ? 1 : redact`of another kind`}`;
  const hello = upgraded ? either(protocol === 'known', seen) : cannotTell(seen);
  return { 'PS-01': upgraded ? holds(redact`upgraded`) : differs(seen), 'PS-02': hello };
}

const WORDS = [
  ...['auth', 'bad-frame', 'clock', 'closed', 'connection-refused', 'dns', 'network', 'protocol', 'reset'],
  ...['timeout', 'tls', 'too-large', 'unreachable', 'upgrade'],
];

function reasonOf(failure = ''): Redacted {
  const status = /^http-(\d{3})$/.exec(failure)?.[1];
  if (status !== undefined) return redact`HTTP ${Number(status)}`;
  return known(failure, WORDS) ?? redact`no hello`;
}

function both(finding: Finding): Record<PushId, Finding> {
  return { 'PS-01': finding, 'PS-02': finding };
}
