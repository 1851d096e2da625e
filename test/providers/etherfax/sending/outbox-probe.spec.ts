import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { AuthError, ProviderUnavailableError, RateLimitedError } from '../../../../src/domain/errors';
import { createEtherFaxProvider } from '../../../../src/providers/etherfax/etherfax-provider';
import type { FaxService, Provider, SendResult } from '../../../../src/providers/provider';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
import { faxOrder } from '../../../outbox/jobs';
import { FakeClock } from '../../../support/fake-clock';
import { answerJson } from '../../../support/scripted-server';
import { startFakeInbox, type FakeInbox } from '../fake-inbox';

const signal = new AbortController().signal;
const ERROR = { Message: 'Service is being maintained' };
/** The fake's name for a request to send. */
const SEND = '';

type Answer = (response: ServerResponse) => void;
const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    answerJson(response, body, status);

describe('the harmless requests before a fax is sent by etherFAX', () => {
  let inbox: FakeInbox;
  let provider: Provider;
  let fax: FaxService;

  beforeEach(async () => {
    inbox = await startFakeInbox();
    inbox.instead.set('pending', json({ PendingFaxes: 0, AvailableChannels: 3 }));
    provider = createEtherFaxProvider({
      ...{ baseUrl: inbox.origin, account: '', credentials: { apiKey: 'key' }, country: '', clock: new FakeClock() },
    });
    fax = provider.fax ?? assert.fail();
  });
  afterEach(async () => {
    await provider.close();
    await inbox.close();
  });

  const answer = (actions: readonly string[], how: Answer): void =>
    actions.forEach((action) => inbox.instead.set(action, how));
  const ping = (): Promise<void> => provider.ping(signal);
  const confirm = async (): Promise<void> => fax.confirm?.(signal) ?? assert.fail();
  const asked = (): string[] => inbox.requests.map(({ url }) => url.searchParams.get('a') ?? '');
  async function send(): Promise<SendResult['outcome']> {
    const read = (): Promise<Buffer> => Promise.resolve(sampleFax());
    const call = { order: faxOrder(), jobId: 'a', correlation: 'a-1', callAt: 0, read };
    return (await fax.send(call, signal)).outcome;
  }

  it('are one, while the outbox answers', async () => {
    await ping();
    await confirm();
    assert.deepEqual(asked(), ['pending', 'pending']);
  });

  for (const [what, how] of [
    ['an error with status 200', json(ERROR)],
    ['any other object', json({ error: 'down' })],
    ['nothing', json({})],
    ['a list', json([])],
    ['a page of HTML', (response) => response.end('<html></html>')],
    ['an empty body', (response) => response.end()],
    ['HTTP 204', (response) => response.writeHead(204).end()],
    ['HTTP 400', json(ERROR, 400)],
    ['HTTP 404', json(ERROR, 404)],
  ] as [string, Answer][]) {
    describe(`where the answer is always ${what}`, () => {
      it('to the first one or two, go on with the next', async () => {
        answer(['pending'], how);
        await ping();
        answer(['pending', 'status'], how);
        await ping();
        assert.deepEqual(asked(), ['pending', 'status', 'pending', 'status', 'unread']);
      });

      it('to all of them, tell that nothing can be sent', async () => {
        answer(['pending', 'status', 'unread'], how);
        await assert.rejects(ping(), ProviderUnavailableError);
      });
    });
  }

  for (const [what, how, isConfirmed] of [
    ['an error with status 200', json(ERROR), false],
    ['a page of HTML', (response) => response.end('<html></html>'), false],
    ['HTTP 204', (response) => response.writeHead(204).end(), false],
    ['other fields, which may be new ones', json({ Waiting: 0 }), true],
  ] as [string, Answer, boolean][]) {
    it(`${isConfirmed ? 'confirm' : 'do not confirm'} a refusal where the outbox answers with ${what}`, async () => {
      answer(['pending'], how);
      if (isConfirmed) await confirm();
      else await assert.rejects(confirm(), ProviderUnavailableError);
    });
  }

  for (const [what, how] of [
    ['an error with status 200', json(ERROR)],
    ['any other object', json({ error: 'down' })],
    ['a page of HTML', (response) => response.end('<html></html>')],
    ['an empty body', (response) => response.end()],
  ] as [string, Answer][]) {
    it(`end with ${what} where the outbox has answered before: then it is down, though the rest answers`, async () => {
      await ping();
      answer(['pending'], how);
      await assert.rejects(ping(), ProviderUnavailableError);
      await assert.rejects(confirm(), ProviderUnavailableError);
      assert.deepEqual(asked(), ['pending', 'pending', 'pending']);
    });
  }

  it('do not confirm a refusal where all that is asked for gets the same object', async () => {
    answer(['pending', 'status', 'unread'], json({ status: 'maintenance' }));
    await assert.rejects(confirm(), ProviderUnavailableError);
  });

  for (const [what, how, error] of [
    ['HTTP 401', json(ERROR, 401), AuthError],
    ['FaxResult 100', json({ FaxResult: 100 }), AuthError],
    ['HTTP 429', json(ERROR, 429), RateLimitedError],
    ['HTTP 500', json(ERROR, 500), ProviderUnavailableError],
    ['a cut line', (response) => response.destroy(), ProviderUnavailableError],
  ] as [string, Answer, typeof ProviderUnavailableError][]) {
    it(`end with ${what}`, async () => {
      answer(['pending'], how);
      await assert.rejects(ping(), error);
      await assert.rejects(confirm(), error);
      assert.deepEqual(asked(), ['pending', 'pending']);
    });
  }

  describe('after a refusal without details, where `pending` answers an error', () => {
    beforeEach(() => answer(['pending'], json(ERROR)));

    it('do not confirm it: the outbox may be down, though the rest of the service answers', async () => {
      await ping();
      answer([SEND], json(ERROR));
      assert.equal(await send(), 'refused');
      await assert.rejects(confirm(), ProviderUnavailableError);
    });

    for (const [what, reply] of [
      ['took a fax', { FaxResult: 2, JobId: 'fc00fc44-9f52-4319-82c3-a4c4ec490f0c' }],
      ['refused a fax in its own words', { FaxResult: 8 }],
      ['had no channel', { FaxResult: 12 }],
    ] as const) {
      it(`confirm it once the outbox ${what} all the same, until \`pending\` works`, async () => {
        await ping();
        answer([SEND], json(reply));
        await send();
        await confirm();
        answer(['pending'], json({ PendingFaxes: 0 }));
        await ping();
        answer(['pending'], json(ERROR));
        await assert.rejects(confirm(), ProviderUnavailableError);
      });
    }

    it('do not confirm it because a request to send got no answer', async () => {
      await ping();
      answer([SEND], json(ERROR, 500));
      assert.equal(await send(), 'unknown');
      await assert.rejects(confirm(), ProviderUnavailableError);
    });
  });

  it('confirm a refusal by the rest of the service where there is no `pending`', async () => {
    answer(['pending'], json(ERROR, 404));
    await confirm();
    answer(['status', 'unread'], json(ERROR));
    await assert.rejects(confirm(), ProviderUnavailableError);
  });
});
