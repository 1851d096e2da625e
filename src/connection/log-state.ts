import type { Log } from '../domain/log';
import type { Kind } from './backlog';
import type { ConnectionState } from './connection-state';

const TEXTS: Partial<Record<string, string>> = {
  auth: 'the provider refused the login: check account, API key, or user name and password',
  'push-auth': 'the push server refused the token: check the push token',
  duplicate: 'another connection uses this account: choose that one, or delete one of the two',
  clock: 'the certificate is not valid now: check the clock of this machine',
  'bad-answer':
    'not working (bad-answer): the provider answers with an error, or with something else than was asked for: trying ' +
    'again. If this lasts, check the API address, and fill in the account number, country and channels',
  tls: "the server's certificate is not trusted: add its certificate authority under TLS",
};

const WELL = {
  connected: 'connected: the push socket is live',
  polling: 'connected: polling',
  standby: 'standby: another instance is active',
};

const WHAT: Record<Kind, string> = { fax: 'fax(es)', sms: 'SMS' };

/** Logs each change of state once, not each retry. Returns the function to call with every state. */
export function logStates(log: Log): (state: ConnectionState) => void {
  const logUnclaimed = unclaimedLog(log);
  let last = '';
  return (state) => {
    logUnclaimed(state);
    const now = state.state === 'error' ? `error ${state.reason}` : state.state;
    // Between two attempts a connection is "connecting", which is not worth a line.
    if (now === last || state.state === 'connecting' || state.state === 'idle') return;
    last = now;
    // The outbox has logged this already, with the reason.
    if (state.state === 'held') return;
    if (state.state === 'error') log.warn(TEXTS[state.reason] ?? `not working (${state.reason}): trying again`);
    else log.info(WELL[state.state]);
  };
}

/**
 * Logs items that no node takes, because then no node's status shows them. Not a warning: an account may receive much
 * that these flows do not want.
 */
function unclaimedLog(log: Log): (state: ConnectionState) => void {
  const last: Record<Kind, number> = { fax: 0, sms: 0 };
  return ({ backlog }) => {
    for (const kind of ['fax', 'sms'] as const) {
      const count = backlog?.[kind].unclaimed ?? 0;
      if (count > 0 && last[kind] === 0) {
        log.info(`no node takes ${count} ${WHAT[kind]} that came in: see Waiting in the connection's dialog`);
      }
      last[kind] = count;
    }
  };
}
