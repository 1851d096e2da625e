import assert from 'node:assert/strict';
import { findingsOf } from '../../../nodes/runtime/account-check/check-push';
import type { Answer } from '../../../src/providers/account-check/answer';
import { redact } from '../../../src/providers/account-check/redacted';
import { webhookCheck } from '../../../src/providers/account-check/webhook-check';
import { answer, judged } from './answers';

const none = (reason: 'tls' | 'timeout' | 'clock'): Answer => ({
  outcome: 'unanswered',
  reason: { tls: redact`no answer (tls)`, timeout: redact`no answer (timeout)`, clock: redact`no answer (clock)` }[
    reason
  ],
});

describe('webhookCheck', () => {
  const check = webhookCheck(new URL('https://fax.example.com/red/c4n4ry'));
  const ours = answer('', { status: 405, headers: { allow: 'POST' } });

  for (const [what, webhook, verdict] of [
    ['an answer', ours, 'holds'],
    ['a certificate that nobody knows', none('tls'), 'differs'],
    ['one that is not valid now', none('clock'), 'differs'],
    ['no way there from here', none('timeout'), 'cannot-tell'],
  ] as const) {
    it(`WH-01: ${what}`, () => assert.equal(judged(check, 'WH-01', { webhook }).verdict, verdict));
  }

  for (const [what, webhook, verdict] of [
    ['our own refusal', ours, 'holds'],
    ["somebody else's page", answer('', { status: 404 }), 'differs'],
    ['a page that takes everything', answer('<html>'), 'differs'],
    ['a redirect', answer('', { status: 301 }), 'differs'],
    ['a login before us', answer('', { status: 401 }), 'differs'],
    ["somebody else's 405", answer('', { status: 405, headers: { allow: 'GET' } }), 'differs'],
    ['not ready', answer('', { status: 503 }), 'cannot-tell'],
    ['no answer', none('timeout'), 'cannot-tell'],
  ] as const) {
    it(`WH-02: ${what}`, () => assert.equal(judged(check, 'WH-02', { webhook }).verdict, verdict));
  }

  it('cannot judge a certificate when there is none', () => {
    const plain = webhookCheck(new URL('http://127.0.0.1/c4n4ry'));
    assert.equal(judged(plain, 'WH-01', { webhook: ours }).verdict, 'cannot-tell');
  });

  it('hands nothing in', () => {
    assert.deepEqual(
      check.steps.map(({ request }) => request({})?.method),
      ['HEAD'],
    );
  });
});

describe('what a push socket shows', () => {
  for (const [what, look, upgrade, hello] of [
    ['the hello that we know', { upgraded: true, protocol: 'known' }, 'holds', 'holds'],
    ['another protocol', { upgraded: true, protocol: 'other' }, 'holds', 'differs'],
    ['no hello', { upgraded: true, protocol: undefined, failure: 'timeout' }, 'holds', 'differs'],
    ['a refusal', { upgraded: false, protocol: undefined, failure: 'http-401' }, 'differs', 'cannot-tell'],
    ['nobody', { upgraded: false, protocol: undefined, failure: 'dns' }, 'differs', 'cannot-tell'],
  ] as const) {
    it(what, () => {
      const found = findingsOf(look);
      assert.deepEqual([found['PS-01'].verdict, found['PS-02'].verdict], [upgrade, hello]);
    });
  }
});
