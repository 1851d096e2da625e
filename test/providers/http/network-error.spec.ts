import assert from 'node:assert/strict';
import { AuthError, ProviderUnavailableError } from '../../../src/domain/errors';
import { networkError, neverLeft } from '../../../src/providers/http/network-error';

const failure = (code?: string, message = 'c4n4ry'): Error => Object.assign(new Error(message), { code });

describe('networkError', () => {
  const table: [string, string[]][] = [
    ['dns', ['ENOTFOUND', 'EAI_AGAIN']],
    ['connection-refused', ['ECONNREFUSED']],
    ['bad-coding', ['Z_DATA_ERROR', 'Z_BUF_ERROR', 'ERR_BROTLI_FORMAT_PADDING_1', 'ERR__ERROR_FORMAT_PADDING_1']],
    ['reset', ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']],
    ['timeout', ['ETIMEDOUT']],
    ['connect-timeout', ['UND_ERR_CONNECT_TIMEOUT']],
    ['clock', ['CERT_NOT_YET_VALID']],
    [
      'tls',
      [
        'CERT_HAS_EXPIRED',
        'DEPTH_ZERO_SELF_SIGNED_CERT',
        'SELF_SIGNED_CERT_IN_CHAIN',
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        'ERR_TLS_CERT_ALTNAME_INVALID',
        'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
        'EPROTO',
      ],
    ],
    ['network', ['EHOSTUNREACH', 'ENETUNREACH', 'ESOMETHINGNEW', '']],
  ];
  for (const [reason, codes] of table) {
    it(`calls ${codes.join(', ')} "${reason}"`, () => {
      for (const code of codes) {
        const error = networkError(failure(code));
        assert.ok(error instanceof ProviderUnavailableError);
        assert.equal(error.detail.reason, reason, code);
        assert.equal(error.message.includes('c4n4ry'), false);
      }
    });
  }

  it('stops where the proxy refuses our credentials', () => {
    const error = networkError(failure('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling'));
    assert.ok(error instanceof AuthError);
  });

  it('passes on what is one of ours already', () => {
    const ours = new AuthError('no');
    assert.equal(networkError(ours), ours);
  });

  it('accepts values that are not errors', () => {
    for (const thrown of [undefined, null, 'x', 7, {}])
      assert.ok(networkError(thrown) instanceof ProviderUnavailableError);
  });

  it('says whether a byte of the request may have left', () => {
    for (const code of ['ENOTFOUND', 'ECONNRESET', 'EHOSTUNREACH', 'ETIMEDOUT', 'EPROTO', 'CERT_HAS_EXPIRED', '']) {
      assert(neverLeft(networkError(failure(code), false)), code);
      assert(!neverLeft(networkError(failure(code), true)), code);
    }
    assert(!neverLeft(networkError(failure('ENOTFOUND'))), 'where nothing is known of it');
  });
});
