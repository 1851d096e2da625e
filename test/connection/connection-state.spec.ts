import assert from 'node:assert/strict';
import fc from 'fast-check';
import { connectionState, type Link, type LinkStates } from '../../src/connection/connection-state';
import { pollLink, pushLink } from '../../src/connection/link-states';

const none: Link = { link: 'none' };
const trying: Link = { link: 'trying' };
const up: Link = { link: 'up' };
const down: Link = { link: 'down', reason: 'refused', retryAt: 7 };
const refused: Link = { link: 'refused', reason: 'auth', retryAt: 9 };

const shown = (links: Partial<LinkStates>) =>
  connectionState({
    shutOut: false,
    store: undefined,
    poll: none,
    push: none,
    webhook: undefined,
    holder: undefined,
    held: undefined,
    ...links,
  });

describe('what a connection shows', () => {
  for (const [what, links, expected] of [
    ['idle where nothing runs', {}, { state: 'idle' }],
    ['connecting while the poll tries', { poll: trying }, { state: 'connecting' }],
    ['connecting while the socket tries', { push: trying }, { state: 'connecting' }],
    ['polling where there is no socket', { poll: up }, { state: 'polling' }],
    ['polling while the socket tries', { poll: up, push: trying }, { state: 'polling' }],
    ['polling while the socket is down', { poll: up, push: down }, { state: 'polling' }],
    ['connected while the socket is live', { poll: up, push: up }, { state: 'connected' }],
    ['connected before the first poll has ended', { poll: trying, push: up }, { state: 'connected' }],
    [
      'that sending is held, though all else works',
      { poll: up, held: { reason: 'no-credit', until: 5 } },
      { state: 'held', reason: 'held-no-credit', retryAt: 5 },
    ],
    [
      'that sending is held, where the login is refused of whoever asks',
      { poll: refused, held: { reason: 'auth', until: 5 } },
      { state: 'held', reason: 'held-auth', retryAt: 5 },
    ],
    [
      'a refused login, where the queue is held for want of credit',
      { poll: refused, held: { reason: 'no-credit', until: 5 } },
      error('auth', 9),
    ],
    ['a failing poll, though the socket is live', { poll: down, push: up }, error('refused', 7)],
    ['a refused poll', { poll: refused, push: up }, error('auth', 9)],
    [
      'a refused socket, though the poll works',
      { poll: up, push: { ...refused, reason: 'push-auth' } },
      error('push-auth', 9),
    ],
    ['a refused socket before a failing poll', { poll: down, push: refused }, error('auth', 9)],
    ['a failing store before every link', { store: 'disk-full', poll: refused, push: up }, error('disk-full')],
    ['a blocked account before everything', { shutOut: true, store: 'store', poll: up }, error('duplicate')],
    ['standing by while another instance has the account', { holder: 'b' }, { state: 'standby', holder: 'b' }],
    [
      'standing by, whatever blocks the queue: the holder shows it',
      { holder: 'b', held: { reason: 'auth', until: 5 } },
      { state: 'standby', holder: 'b' },
    ],
    [
      'a failing store, though another has the account',
      { holder: 'b', store: 'database-away' },
      error('database-away'),
    ],
    ['a blocked account, though another has it', { holder: 'b', shutOut: true }, error('duplicate')],
    ['a webhook that cannot be called here', { holder: 'b', webhook: 'no-http' }, error('no-http')],
    ['a webhook that cannot be called', { poll: up, push: up, webhook: 'path-in-use' }, error('path-in-use')],
    ['a refused login before that', { poll: refused, webhook: 'path-in-use' }, error('auth', 9)],
    ['no time where none is planned', { poll: { link: 'down', reason: 'x' } }, error('x')],
  ] as const) {
    it(`is ${what}`, () => assert.deepEqual(shown(links), expected));
  }

  it('never is well while the store fails or the login is refused', () => {
    const link = fc.constantFrom(none, trying, up, down, refused);
    fc.assert(
      fc.property(link, link, fc.option(fc.constant('store'), { nil: undefined }), (poll, push, store) => {
        const { state } = shown({ poll, push, store });
        if (store !== undefined || poll === refused || push === refused) assert.equal(state, 'error');
      }),
    );
  });
});

describe('the links of a connection', () => {
  it('of the poll: up only once the credentials have worked', () => {
    assert.deepEqual(pollLink({ name: 'idle' }, true), none);
    assert.deepEqual(pollLink({ name: 'running' }, false), trying);
    assert.deepEqual(pollLink({ name: 'waiting', retryAt: 1 }, true), up);
    assert.deepEqual(pollLink({ name: 'failing', reason: 'dns', retryAt: 1 }, true), {
      ...{ link: 'down', reason: 'dns', retryAt: 1 },
    });
    assert.deepEqual(pollLink({ name: 'auth-failed', reason: 'auth', retryAt: 1 }, true), {
      ...{ link: 'refused', reason: 'auth', retryAt: 1 },
    });
  });

  it('of the socket: none, trying, up, down or refused', () => {
    assert.deepEqual(pushLink(undefined), none);
    for (const name of ['idle', 'stopped'] as const) assert.deepEqual(pushLink({ name }), none);
    for (const name of ['connecting', 'authenticating'] as const) assert.deepEqual(pushLink({ name }), trying);
    for (const name of ['live', 'draining'] as const) assert.deepEqual(pushLink({ name }), up);
    assert.deepEqual(pushLink({ name: 'backing-off', reason: 'idle', retryAt: 1 }), {
      ...{ link: 'down', reason: 'idle', retryAt: 1 },
    });
    assert.deepEqual(pushLink({ name: 'auth-failed', reason: 'auth', retryAt: 1 }), {
      ...{ link: 'refused', reason: 'push-auth', retryAt: 1 },
    });
  });
});

function error(reason: string, retryAt?: number) {
  return { state: 'error', reason, ...(retryAt !== undefined && { retryAt }) } as const;
}
