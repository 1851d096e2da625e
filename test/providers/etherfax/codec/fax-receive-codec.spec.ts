import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeFaxReceive } from '../../../../src/providers/etherfax/codec/fax-receive-codec';

const JobId = 'fc00fc44-9f52-4319-82c3-a4c4ec490f0c';
const decode = (data: unknown, hasDocument = false): ReturnType<typeof decodeFaxReceive> =>
  decodeFaxReceive(data, { country: '', hasDocument });

function kindOf(fields: Record<string, unknown>, hasDocument = false): string {
  const decoded = decode({ JobId, ...fields }, hasDocument);
  return decoded.outcome === 'event' ? decoded.event.kind : decoded.outcome;
}

describe('decodeFaxReceive', () => {
  it('recognises all ways to say that there is no fax', () => {
    const ways = [{}, { JobId: null }, { JobId: '' }, { JobId: '00000000-0000-0000-0000-000000000000' }];
    for (const way of [...ways, { JobId, FaxResult: 103 }, { FaxResult: 'ItemNotFound' }]) {
      assert.deepEqual(decode(way), { outcome: 'none' });
    }
  });

  it('puts a malformed id into quarantine', () => {
    for (const bad of ['x', `${JobId}0`, '../../x', `${JobId}\n${JobId}`, 7, {}, 'a'.repeat(10_000)]) {
      assert.equal(decode({ JobId: bad }).outcome, 'quarantine');
    }
  });

  it('treats a call that failed without a page as a status, and only such a call', () => {
    const failed = { FaxResult: 11, PagesReceived: 0 };
    assert.equal(kindOf(failed), 'fax.status');
    assert.equal(kindOf({ ...failed, FaxResult: 12 }), 'fax.status');
    assert.equal(kindOf({ ...failed, PagesReceived: 1 }), 'fax.received');
    assert.equal(kindOf({ ...failed, PagesReceived: null }), 'fax.received');
    assert.equal(kindOf({ ...failed, FaxResult: 0 }), 'fax.received');
    assert.equal(kindOf({ ...failed, FaxResult: undefined }), 'fax.received');
    assert.equal(kindOf({ ...failed, FaxImage: 'AAEC' }), 'fax.received');
    assert.equal(kindOf({ ...failed, DocumentParams: { Length: 3 } }), 'fax.received');
    assert.equal(kindOf(failed, true), 'fax.received');
  });

  describe('of a call that went well without a page', () => {
    const empty = { JobId, FaxResult: 0, PagesReceived: 0, FaxImage: null, DocumentParams: null };
    const decodeWhole = (fields: object, hasDocument = false): ReturnType<typeof decodeFaxReceive> =>
      decodeFaxReceive({ ...empty, ...fields }, { country: '', hasDocument, isWhole: true });

    it('makes a failed call only of all that the provider has of it', () => {
      for (const fields of [{}, { DocumentParams: { Length: 0, Type: 'image/tif' } }, { FaxImage: '' }]) {
        assert.equal(kindOf({ ...empty, ...fields }), 'fax.received', 'a list has no documents');
        const decoded = decodeWhole(fields);
        assert(decoded.outcome === 'event' && decoded.event.kind === 'fax.status');
        const { state, final, success, cause, retryable, pages, result, direction } = decoded.event.payload;
        assert.deepEqual([state, final, success, cause, retryable], ['failed', true, false, 'unknown', false]);
        assert.deepEqual([pages, direction, result], [0, 'in', { code: 0, name: 'Success' }]);
        assert.equal(decoded.event.keyId, `${JobId}:failed`);
      }
    });

    for (const [what, fields] of [
      ['a page', { PagesReceived: 1 }],
      ['pages that are not told', { PagesReceived: null }],
      ['pages that cannot be read', { PagesReceived: 'none' }],
      ['a length', { DocumentParams: { Length: 7 } }],
      ['a hash', { DocumentParams: { Hash: 'abc' } }],
      ['an image', { FaxImage: 'AAEC' }],
      ['an image that cannot be read', { FaxImage: 7 }],
      ['no result', { FaxResult: null }],
      ['a call that goes on', { FaxResult: 2 }],
    ] as const) {
      it(`leaves it a fax with ${what}`, () => {
        const decoded = decodeWhole(fields);
        assert(decoded.outcome === 'event' && decoded.event.kind === 'fax.received');
      });
    }

    it('leaves it a fax whose document was taken out already', () => {
      const decoded = decodeWhole({ FaxImage: '' }, true);
      assert(decoded.outcome === 'event' && decoded.event.kind === 'fax.received');
    });
  });

  it('leaves out what it cannot read, and keeps it in `raw`', () => {
    const fields = { ReceivedOn: 'yesterday', PagesReceived: -1, ConnectTime: 1.5, ConnectSpeed: [], CalledNumber: 12 };
    const decoded = decode({ JobId, ...fields });
    assert.ok(decoded.outcome === 'event' && decoded.event.kind === 'fax.received');
    assert.deepEqual(decoded.event.payload, { id: JobId, providerId: JobId, from: '', to: '12' });
    assert.deepEqual(decoded.event.raw, { JobId, ...fields });
  });

  it('never trusts the name of a document', () => {
    const decoded = decode({ JobId, DocumentParams: { Name: '../../etc/passwd', Type: 'image/tif' } });
    assert.ok(decoded.outcome === 'event');
    assert.deepEqual(decoded.stated, { type: 'image/tif' });
  });

  it('refuses nesting that would overflow the stack, and pollutes no prototype', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as unknown;
    assert.equal(decode({ JobId, deep }).outcome, 'quarantine');
    const hostile = JSON.parse(`{"JobId":"${JobId}","__proto__":{"x":1},"a":{"__proto__":{"x":1}}}`) as unknown;
    const decoded = decode(hostile);
    assert.ok(decoded.outcome === 'event');
    assert.deepEqual(decoded.event.raw, { JobId, a: {} });
    assert.equal(JSON.stringify(decoded.event.raw).includes('__proto__'), false);
  });

  it('never throws', () => {
    const names = [
      'FaxResult',
      'CalledNumber',
      'CallingNumber',
      'PagesReceived',
      'ReceivedOn',
      'FaxImage',
      'DocumentParams',
    ];
    const fields = fc.record(Object.fromEntries(names.map((name) => [name, fc.jsonValue()])), { requiredKeys: [] });
    fc.assert(fc.property(fields, (some) => assert.notEqual(decode({ JobId, ...some }).outcome, 'quarantine')));
    fc.assert(fc.property(fc.jsonValue(), (value) => void decode(value)));
  });
});
