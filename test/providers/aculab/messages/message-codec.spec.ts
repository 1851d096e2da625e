import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createMessageCodec } from '../../../../src/providers/aculab/messages/message-codec';
import { body } from '../page-bodies';

/** The one sample there is: a third-party handler of 2017. */
const SAMPLE = {
  ...{ status: 'received', direction: 'receive', type: 'sms', from: '15554499760', to: '15558130969' },
  ...{
    content: 'Test4',
    msg_ref: '36e1766e_2.1493141823.12345',
    timestamp: '2017-04-25_17:37:03',
    aculab_msg_err: '000',
  },
};

const codec = createMessageCodec('');
const decode = (suffix: string, value: unknown) =>
  codec.decode({ method: 'POST', suffix, headers: {}, body: body(value) });

function eventOf(suffix: string, more: Record<string, unknown>) {
  const decoded = decode(suffix, { ...SAMPLE, ...more });
  assert(decoded.outcome === 'events' && decoded.events.length === 1);
  const [incoming] = decoded.events;
  assert(incoming);
  return incoming.event;
}

describe('a notification of an SMS by Aculab', () => {
  it('is a received message under its reference', () => {
    assert.deepEqual(eventOf('/messages', {}), {
      ...{ kind: 'sms.received', keyId: SAMPLE.msg_ref, providerId: SAMPLE.msg_ref },
      payload: {
        ...{ id: SAMPLE.msg_ref, from: '+15554499760', to: '+15558130969', text: 'Test4', type: 'sms' },
        receivedAt: '2017-04-25T17:37:03.000Z',
      },
      ...{ occurredAt: '2017-04-25T17:37:03.000Z', raw: SAMPLE },
    });
    assert.deepEqual(decode('/messages', SAMPLE).answer, { status: 200 });
  });

  it('belongs to the message whose status page it comes to, and to none where that names none', () => {
    const asked = (query: string | undefined, suffix = '/sms-status', direction = 'send') => {
      const page = { method: 'POST', suffix, headers: {}, body: body({ ...SAMPLE, status: 'sent', direction }) };
      const decoded = codec.decode({ ...page, ...(query !== undefined && { query }) });
      assert(decoded.outcome === 'events');
      return decoded.events[0]?.event.correlation;
    };
    const mine = `${'ab'.repeat(12)}-3`;
    assert.equal(asked(`job=${mine}`), mine);
    assert.equal(asked(`other=1&job=${mine}&job=x`), mine);
    for (const query of [undefined, '', 'job=', 'job=me', `job=${mine}x`, 'job=%00', `jobs=${mine}`]) {
      assert.equal(asked(query), undefined);
    }
    assert.equal(asked(`job=${mine}`, '/messages', 'receive'), undefined);
  });

  it('has its text also where that came as a number, and goes to quarantine where none came', () => {
    const { payload } = eventOf('/messages', { content: 123456 });
    assert('text' in payload && payload.text === '123456');
    for (const content of [undefined, null, ['a'], { a: 1 }, true]) {
      const decoded = decode('/messages', { ...SAMPLE, content });
      assert.deepEqual([decoded.outcome, decoded.answer], ['quarantine', { status: 200 }]);
    }
    assert.equal(eventOf('/messages', { content: undefined, direction: 'send', status: 'sent' }).kind, 'sms.status');
  });

  it('keeps the text to the character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (content) => {
        const { payload } = eventOf('/messages', { content });
        assert('text' in payload && payload.text === content);
      }),
    );
  });

  it('names the keyword that is its whole text', () => {
    const keyword = (content: string): unknown => {
      const { payload } = eventOf('/messages', { content });
      return 'keyword' in payload ? payload.keyword : undefined;
    };
    assert.deepEqual([' stop ', 'Help', 'START'].map(keyword), ['stop', 'help', 'start']);
    assert.deepEqual(['', 'stop it', 'Test4'].map(keyword), [undefined, undefined, undefined]);
  });

  it('is classified by direction, status and page, in that order', () => {
    for (const [suffix, more, kind] of [
      ['/messages', { direction: 'send', status: 'delivered' }, 'sms.status'],
      ['/sms-status', { direction: 'receive' }, 'sms.received'],
      ['/messages', { direction: undefined, status: 'odd' }, 'sms.received'],
      ['/sms-status', { direction: undefined, status: 'odd' }, 'sms.status'],
      ['/sms-status', { direction: undefined, status: 'received' }, 'sms.received'],
    ] as const) {
      assert.equal(eventOf(suffix, more).kind, kind);
    }
  });

  it('is a status that only moves forward by what it knows', () => {
    const status = (name: string, error = '000') => {
      const event = eventOf('/sms-status', { direction: 'send', status: name, aculab_msg_err: error });
      assert(event.kind === 'sms.status');
      return event;
    };
    assert.deepEqual(
      ['queued', 'submitted', 'delivered', 'odd'].map((name) => status(name).payload.state),
      [...['queued', 'sent', 'delivered', 'unknown']],
    );
    assert.equal(status('delivered').payload.success, true);
    assert.deepEqual(
      [status('delivered', '012').payload.state, status('submitted', '012').payload.state],
      ['unknown', 'unknown'],
    );
    const failed = status('failed', '034');
    assert.deepEqual(
      [failed.keyId, failed.payload.failure, failed.payload.result],
      [...[`${SAMPLE.msg_ref}:failed`, { code: 34 }, { code: '034', name: 'failed' }]],
    );
  });

  it('without a usable reference is quarantined, with a reason that tells nothing of it', () => {
    const bad = [
      'not JSON',
      '[]',
      {},
      { ...SAMPLE, msg_ref: '' },
      { ...SAMPLE, msg_ref: 'a b' },
      { ...SAMPLE, msg_ref: {} },
    ];
    for (const value of bad) {
      const decoded = decode('/messages', value);
      assert(decoded.outcome === 'quarantine');
      assert.deepEqual(decoded.answer, { status: 200 });
      assert(!decoded.reason.includes('Test4'));
    }
  });

  it('is delivered only for that one word', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (status, error) => {
        const event = eventOf('/sms-status', { direction: 'send', status, aculab_msg_err: error });
        assert(event.kind === 'sms.status');
        if (event.payload.success) assert.equal(status.trim().toLowerCase(), 'delivered');
      }),
    );
  });
});
