import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { ProviderUnavailableError } from '../../../src/domain/errors';
import { createHttpClient, type HttpClient } from '../../../src/providers/http/http-client';
import { FakeClock } from '../../support/fake-clock';
import { startScriptedServer, type ScriptedServer } from '../../support/scripted-server';

const signal = new AbortController().signal;
const TEXT = JSON.stringify({ Account: 'efax-1', filler: 'x'.repeat(5_000) });

describe('an answer that is compressed although we did not ask for that', () => {
  const clock = new FakeClock();
  let server: ScriptedServer;
  let client: HttpClient;
  let answer: { coding: string; bytes: Buffer; cut?: boolean };

  beforeEach(async () => {
    server = await startScriptedServer((_request, response) => {
      const { coding, bytes, cut } = answer;
      response.writeHead(200, { 'content-encoding': coding, 'content-length': bytes.length });
      if (cut) response.write(bytes.subarray(0, -5), () => response.destroy());
      else response.end(bytes);
    });
    client = createHttpClient({ baseUrl: server.origin, headers: () => ({}), clock });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
    assert.equal(clock.pending, 0);
  });

  const read = (maxBytes = 1_000_000): Promise<string> =>
    client.read({ path: '/', maxBytes, signal }).then(({ body }) => body.toString());
  const fails = (reason: string) => (error: unknown) =>
    error instanceof ProviderUnavailableError && error.detail.reason === reason;

  for (const [coding, bytes] of [
    ['gzip', gzipSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['', Buffer.from(TEXT)],
  ] as const) {
    it(`is read: "${coding}", beginning with ${bytes[0]}`, async () => {
      answer = { coding, bytes };
      assert.equal(await read(), TEXT);
      assert.equal(server.requests[0]?.headers['accept-encoding'], 'identity');
      const { body } = await client.open({ path: '/', signal });
      const pieces: Buffer[] = [];
      for await (const piece of body) pieces.push(piece);
      assert.equal(Buffer.concat(pieces).toString(), TEXT);
    });
  }

  it('is decompressed no further than allowed, however small it was', async () => {
    answer = { coding: 'gzip', bytes: gzipSync(Buffer.alloc(50_000_000)) };
    assert(answer.bytes.length < 100_000);
    await assert.rejects(read(100_000), fails('too-large'));
  });

  it('is distinguished from one that cannot be decompressed, or was cut', async () => {
    answer = { coding: 'gzip', bytes: Buffer.from(TEXT) };
    await assert.rejects(read(), fails('bad-coding'));
    answer = { coding: 'br', bytes: Buffer.from('nonsense') };
    await assert.rejects(read(), fails('bad-coding'));
    answer = { coding: 'gzip', bytes: gzipSync(TEXT), cut: true };
    await assert.rejects(read(), fails('reset'));
    for (const coding of ['zstd', 'gzip, br', 'exotic']) {
      answer = { coding, bytes: gzipSync(TEXT) };
      await assert.rejects(read(), fails('bad-answer'));
    }
  });

  it('frees its connection when the reader stops early', async () => {
    answer = { coding: 'gzip', bytes: gzipSync(Buffer.alloc(5_000_000)) };
    const { body } = await client.open({ path: '/', signal });
    await body.next();
    await body.return();
  });
});
