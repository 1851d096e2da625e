import assert from 'node:assert/strict';
import { ConfigError } from '../../../src/domain/errors';
import { parsePushUrl } from '../../../src/transports/push-socket/push-url';

describe('the push URL', () => {
  for (const good of [
    'wss://push.example/x?y=1',
    'WSS://push.example:8443',
    'ws://localhost:80/a',
    'ws://127.0.0.1:1',
    'ws://127.8.8.8',
    'ws://[::1]:9',
  ]) {
    it(`may be ${good}`, () => assert.equal(parsePushUrl(good).href, new URL(good).href));
  }

  for (const bad of [
    '',
    'push.example',
    'https://push.example',
    'ws+unix:///tmp/x',
    'ws://push.example',
    'ws://127.0.0.1.evil.example',
    'ws://localhost.evil.example',
    'ws://0.0.0.0',
    'wss://canary:secret@push.example',
    'wss://push.example/#canary',
  ]) {
    it(`must not be ${bad || 'empty'}, and the error does not repeat it`, () => {
      assert.throws(
        () => parsePushUrl(bad),
        (error) => error instanceof ConfigError && !/canary|example|secret/.test(error.message),
      );
    });
  }
});
