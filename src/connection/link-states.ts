import type { PollerState } from '../transports/poller';
import type { PushState } from '../transports/push-socket/push-state';
import type { Link } from './connection-state';

/** `verified`: the credentials have worked and the account is known. */
export function pollLink(state: PollerState, verified: boolean): Link {
  switch (state.name) {
    case 'idle':
      return { link: 'none' };
    case 'running':
    case 'waiting':
      return verified ? { link: 'up' } : { link: 'trying' };
    case 'failing':
      return { link: 'down', reason: state.reason, retryAt: state.retryAt };
    case 'auth-failed':
      return { link: 'refused', reason: 'auth', retryAt: state.retryAt };
  }
}

export function pushLink(state: PushState | undefined): Link {
  switch (state?.name) {
    case undefined:
    case 'idle':
    case 'stopped':
      return { link: 'none' };
    case 'connecting':
    case 'authenticating':
      return { link: 'trying' };
    case 'live':
    case 'draining':
      return { link: 'up' };
    case 'backing-off':
      return { link: 'down', reason: state.reason, retryAt: state.retryAt };
    case 'auth-failed':
      return { link: 'refused', reason: 'push-auth', retryAt: state.retryAt };
  }
}
