import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formPush } from '../../../../src/simulator/esendex/push/form-push';
import { delivered, failed, LOGIN, MESSAGE_ID, received, style, subscription, unknown } from './notifications';

const text = (...push: Parameters<typeof formPush>): string => formPush(...push).body.toString();
const fields = (...push: Parameters<typeof formPush>): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text(...push).replace(/\r\n$/, '')));

describe('a push as a form', () => {
  it('has the fields, order and escapes of the notification captured in 2008', () => {
    const { headers, body } = formPush(received({ text: 'Mac.test 37' }), style({}, { login: LOGIN }));
    assert.deepEqual(headers, { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' });
    assert.equal(
      body.toString(),
      `username=hook&password=p%40ss+word&account=EX0000001&notificationType=MessageReceived&id=${MESSAGE_ID}` +
        '&originator=123123123&recipient=456456456&body=Mac.test+37&type=Text' +
        '&sentAt=2008-09-15+13%3a01%3a49Z&receivedAt=2008-09-15+13%3a01%3a49Z\r\n',
    );
  });

  it('can be read back, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (written) => {
        assert.equal(fields(received({ text: written }), style()).body, written);
      }),
    );
  });

  it('may lack sentAt and the line break at its end', () => {
    const form = text(received(), style({ sentAt: 'absent', formEnd: 'none' }));
    assert.doesNotMatch(form, /sentAt|\r\n/);
    assert.match(form, /receivedAt=[^&]+Z$/);
  });

  it('tells of a delivery, a failure by its type, and a subscription', () => {
    const common = { username: '', password: '', account: 'EX0000001' };
    const occurredAt = '2014-07-31 21:42:46Z';
    assert.deepEqual(fields(delivered(), style()), {
      ...{ ...common, notificationType: 'MessageEvent', id: MESSAGE_ID, eventType: 'Delivered', occurredAt },
    });
    assert.deepEqual(fields(failed(), style()), {
      ...{ ...common, notificationType: 'MessageError', id: MESSAGE_ID, occurredAt },
      ...{ errorType: 'ValidityPeriodExpired', detail: 'Out of reach & gone' },
    });
    assert.deepEqual(fields(failed(false), style()), {
      ...{ ...common, notificationType: 'MessageError', id: MESSAGE_ID, occurredAt },
      ...{ errorType: 'Failed', detail: '' },
    });
    const event = { mobileNumber: '447700900123', eventType: 'Resubscribe', occurredAt };
    const subscribed = { ...common, notificationType: 'SubscriptionEvent', ...event };
    assert.deepEqual(fields(subscription(), style()), subscribed);
    assert.deepEqual(fields(subscription('c-1'), style()), { ...subscribed, contactID: 'c-1' });
  });

  it('may be of an unknown type, and have a wrong password', () => {
    assert.equal(fields(unknown(), style()).notificationType, 'MessageRead');
    const wrong = fields(received(), style({ login: 'wrong' }, { login: LOGIN }));
    assert.equal(wrong.username, LOGIN.username);
    assert.notEqual(wrong.password, LOGIN.password);
    assert.equal(fields(received(), style({ login: 'none' }, { login: LOGIN })).username, '');
  });
});
