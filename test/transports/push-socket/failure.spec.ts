import assert from 'node:assert/strict';
import { failureOfClose, failureOfError, failureOfResponse } from '../../../src/transports/push-socket/failure';

const error = (code?: string): Error => Object.assign(new Error('canary'), code && { code });

describe('why a push socket failed', () => {
  for (const [code, phase, reason, kind] of [
    ['ENOTFOUND', 'connect', 'dns', 'normal'],
    ['EAI_AGAIN', 'connect', 'dns', 'normal'],
    ['ECONNREFUSED', 'connect', 'connection-refused', 'normal'],
    ['ENETUNREACH', 'connect', 'unreachable', 'normal'],
    ['ETIMEDOUT', 'connect', 'timeout', 'normal'],
    ['ECONNRESET', 'tls', 'reset', 'normal'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', 'tls', 'slow'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'tls', 'slow'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls', 'tls', 'slow'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'connect', 'tls', 'slow'],
    ['CERT_NOT_YET_VALID', 'tls', 'clock', 'normal'],
    ['CERT_HAS_EXPIRED', 'tls', 'clock', 'normal'],
    ['HPE_INVALID_CONSTANT', 'upgrade', 'upgrade', 'normal'],
    [undefined, 'upgrade', 'upgrade', 'normal'],
    ['WS_ERR_INVALID_UTF8', 'live', 'bad-frame', 'normal'],
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'live', 'too-large', 'too-large'],
    ['WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH', 'hello', 'too-large', 'too-large'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'live', 'network', 'normal'],
    [undefined, 'live', 'network', 'normal'],
  ] as const) {
    it(`calls ${code ?? 'an error without a code'} in phase ${phase} ${reason} (${kind})`, () => {
      assert.deepEqual(failureOfError(error(code), phase), { reason, class: kind });
    });
  }

  for (const [status, kind] of [
    [401, 'auth'],
    [403, 'auth'],
    [407, 'auth'],
    [404, 'slow'],
    [410, 'slow'],
    [200, 'normal'],
    [302, 'normal'],
    [429, 'normal'],
    [500, 'normal'],
    [503, 'normal'],
  ] as const) {
    it(`takes the answer ${status} for ${kind}`, () => {
      assert.deepEqual(failureOfResponse(status, undefined, 0), { reason: `http-${status}`, class: kind });
    });
  }

  it('honours Retry-After with 429 and 503 only', () => {
    assert.equal(failureOfResponse(429, '9', 0).retryAfterMs, 9_000);
    assert.equal(failureOfResponse(503, '9', 0).retryAfterMs, 9_000);
    assert.equal(failureOfResponse(500, '9', 0).retryAfterMs, undefined);
    assert.equal(failureOfResponse(401, '9', 0).retryAfterMs, undefined);
  });

  it('knows the close for size from any other', () => {
    assert.equal(failureOfClose(1009).class, 'too-large');
    for (const code of [1000, 1001, 1006, 1011, 4000]) assert.equal(failureOfClose(code).class, 'normal');
  });
});
