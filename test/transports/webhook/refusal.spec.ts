import assert from 'node:assert/strict';
import { MAX_BODY_BYTES, refuseBody, refuseHead } from '../../../src/transports/webhook/refusal';

describe('a request to the webhook', () => {
  const gzip = { 'content-encoding': 'gzip' };
  const long = { 'content-length': String(MAX_BODY_BYTES + 1) };
  const parts = { 'content-type': 'multipart/form-data; boundary=x' };

  it('is refused for the first of method, coding and stated size that is wrong', () => {
    const head = (method: string, headers: Record<string, string>) =>
      refuseHead({ method, headers }, ['GET', 'POST'])?.status;
    assert.equal(head('PUT', { ...gzip, ...long }), 405);
    assert.deepEqual(refuseHead({ method: 'PUT', headers: {} }, ['GET', 'POST'])?.headers, { allow: 'GET, POST' });
    assert.equal(head('POST', { ...gzip, ...long }), 415);
    assert.equal(head('POST', long), 413);
    for (const coding of ['', 'identity', ' Identity '])
      assert.equal(head('POST', { 'content-encoding': coding }), undefined);
    assert.equal(head('POST', { 'content-length': String(MAX_BODY_BYTES) }), undefined);
    assert.equal(refuseHead({ method: 'GET', headers: {} }, [])?.status, 405);
  });

  it('is refused for a body that is too large, blank, or in parts, whatever its label', () => {
    const body = (raw: Buffer | string, headers: Record<string, string> = {}, method = 'POST') =>
      refuseBody({ method, headers }, { raw: Buffer.from(raw) })?.status;
    assert.equal(body(Buffer.alloc(MAX_BODY_BYTES + 1, ' '), parts), 413, 'before it is found to be blank');
    assert.equal(body(Buffer.alloc(MAX_BODY_BYTES, 'a')), undefined);
    for (const blank of ['', ' ', '\r\n\t\v\f ']) assert.equal(body(blank, parts), 400, JSON.stringify(blank));
    assert.equal(body('', {}, 'GET'), undefined);
    assert.equal(body('--x\r\n', parts), 415);
    assert.equal(body('\r\n--x', { 'content-type': ' Multipart/Mixed' }), 415);
    assert.equal(body('<xml/>', parts), undefined, 'one that is only labelled so is read');
    assert.equal(body('--x\r\n', { 'content-type': 'text/plain' }), undefined);
    assert.equal(refuseBody({ method: 'POST', headers: parts }, { parsed: {} }), undefined);
  });
});
