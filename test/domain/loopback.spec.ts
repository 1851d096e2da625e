import assert from 'node:assert/strict';
import { isLoopbackUrl } from '../../src/domain/loopback';

describe('loopback', () => {
  for (const url of ['http://127.0.0.1:80/x', 'ws://127.9.9.9', 'http://localhost', 'http://[::1]:8080/']) {
    it(`is ${url}`, () => assert(isLoopbackUrl(url)));
  }

  for (const url of [
    '',
    'no url',
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://user@example.com:80/127.0.0.1',
    'http://10.0.0.1',
    'http://0.0.0.0',
  ]) {
    it(`is not ${JSON.stringify(url)}`, () => assert(!isLoopbackUrl(url)));
  }
});
