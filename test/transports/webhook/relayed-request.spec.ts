import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeRelayedRequest } from '../../../src/transports/webhook/relayed-request';

const SUFFIXES = ['', '/first', '/last/first'];
const frame = { method: 'POST', path: '/relay/x', headers: { 'X-A': '1' }, body: 'PGEvPg==' };

describe('a relayed request', () => {
  it('is read with lower-case headers and its bytes', () => {
    assert.deepEqual(decodeRelayedRequest(frame, SUFFIXES), {
      method: 'POST',
      suffix: '',
      headers: { 'x-a': '1' },
      body: { raw: Buffer.from('<a/>') },
    });
  });

  it('belongs to the longest suffix that its path ends with, up to the query', () => {
    const suffixOf = (path: string) => decodeRelayedRequest({ ...frame, path }, SUFFIXES)?.suffix;
    assert.deepEqual(['/r/first', '/r/last/first?a=/', '/r/firstly', '/r?/first'].map(suffixOf), [
      '/first',
      '/last/first',
      '',
      '',
    ]);
  });

  it('may have no headers, and loses those that are no text', () => {
    const headersOf = (headers: unknown) => decodeRelayedRequest({ ...frame, headers }, SUFFIXES)?.headers;
    assert.deepEqual([headersOf(undefined), headersOf(null), headersOf({ a: 1, b: ['x'] })], [{}, {}, {}]);
  });

  it('is none without method, path or a body in sound Base64', () => {
    const spoiled = [
      undefined,
      null,
      'text',
      [],
      { ...frame, method: 1 },
      { ...frame, path: undefined },
      { ...frame, body: undefined },
      { ...frame, body: 'PGEvPg=' },
      { ...frame, body: 'PGEv Pg==' },
    ];
    for (const data of spoiled) assert.equal(decodeRelayedRequest(data, SUFFIXES), undefined);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (data) => void decodeRelayedRequest(data, SUFFIXES)));
  });
});
