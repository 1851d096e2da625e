import assert from 'node:assert/strict';
import { basic, Harness, list } from './harness';

describe('the REST side of the simulated Esendex', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const statusWith = async (authorization: string): Promise<number> =>
    (await harness.call('/accounts', { headers: { authorization } })).status;

  it('answers 401 where no login came, and 403 to a wrong one', async () => {
    const response = await fetch(`${harness.simulator.baseUrl}/v1.0/accounts`);
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', /^Basic /);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(await statusWith(basic('demo@example.com:wrong')), 403);
    assert.equal(await statusWith(basic('demo@example.com')), 403);
    assert.equal(await statusWith('Bearer example'), 403);
    assert.equal(await statusWith(basic('demo@example.com:example')), 200);
  });

  it('lets a session stand for the login, by its id alone', async () => {
    const answer = await harness.call('/session/constructor', { method: 'POST' });
    const { id } = answer.xml().session as { id: string };
    assert.equal(await statusWith(basic(id)), 200);
    assert.equal(await statusWith(basic(`${id}:`)), 403);
    assert.equal(await statusWith(basic('another-id')), 403);
  });

  it('takes both versions in its paths', async () => {
    const { baseUrl, login } = harness.simulator;
    const headers = { authorization: basic(`${login.username}:${login.password}`) };
    assert.equal((await fetch(`${baseUrl}/v1.1/inbox/messages`, { headers })).status, 200);
    assert.equal((await fetch(`${baseUrl}/v3.0/inbox/messages`, { headers })).status, 404);
  });

  it('answers 404 to what it does not have, and 405 to another method', async () => {
    assert.equal((await harness.call('/surveys')).status, 404);
    assert.equal((await harness.call('/inbox/messages/x', { method: 'GET' })).status, 405);
    assert.equal((await harness.call('/messagedispatcher')).status, 405);
  });

  it('counts requests', async () => {
    await harness.call('/accounts');
    await harness.call('/accounts');
    await harness.call('/inbox/EX0000001/messages');
    assert.deepEqual(harness.simulator.requests(), { 'accounts.list': 2, 'inbox.list': 1 });
  });

  describe('with faults', () => {
    const inbox = (): ReturnType<Harness['call']> => harness.call('/inbox/messages');
    const remove = (id: string): ReturnType<Harness['call']> =>
      harness.call(`/inbox/messages/${id}`, { method: 'DELETE' });

    for (const status of [400, 401, 402, 403, 404, 408, 500, 501] as const) {
      it(`answers ${status} in plain text, and does nothing of what was asked`, async () => {
        const id = harness.simulator.inject();
        harness.simulator.faults.set({ status, times: 1 });
        const answer = await remove(id);
        assert.equal(answer.status, status);
        assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
        assert.equal(harness.simulator.unread().length, 1);
      });
    }

    it('answers 429 and 503 with Retry-After, and 502 with a page of HTML', async () => {
      harness.simulator.faults.set(
        { status: 429, retryAfterSeconds: 7, times: 1 },
        { status: 503, retryAfterSeconds: 9, times: 1 },
        { status: 502, times: 1 },
      );
      const answers = [await inbox(), await inbox(), await inbox()];
      assert.deepEqual(
        answers.map(({ status, headers }) => [status, headers.get('retry-after')]),
        [
          [429, '7'],
          [503, '9'],
          [502, null],
        ],
      );
      assert.match(answers[2]?.text ?? '', /^<html>/);
    });

    it('applies the fault to the named action as often as set, and to nothing else', async () => {
      harness.simulator.faults.set({ action: 'inbox.list', status: 500, times: 1 });
      assert.equal((await harness.call('/accounts')).status, 200);
      assert.equal((await inbox()).status, 500);
      assert.equal((await inbox()).status, 200);
    });

    it('drops the connection before the request counts, or after it has counted', async () => {
      const id = harness.simulator.inject();
      harness.simulator.faults.set({ drop: 'before', times: 1 });
      await assert.rejects(remove(id));
      assert.equal(harness.simulator.deleted().length, 0);
      harness.simulator.faults.set({ drop: 'after', times: 1 });
      await assert.rejects(remove(id));
      assert.equal(harness.simulator.deleted().length, 1);
    });

    it('accepts a message and then drops the connection, so that its outcome is unknown to the sender', async () => {
      harness.simulator.faults.set({ action: 'dispatcher.send', drop: 'after', times: 1 });
      await assert.rejects(harness.sendTo('447700900001'));
      assert.equal(harness.simulator.sent().length, 1);
      assert.equal(list((await harness.call('/messageheaders?to=447700900001')).xml()).length, 1);
    });

    it('answers late, having done at once what was asked', async () => {
      const id = harness.simulator.inject();
      harness.simulator.faults.set({ lateMs: 30_000, times: 1 });
      let answered = false;
      const answer = remove(id).finally(() => (answered = true));
      await harness.clock.waiting();
      assert.equal(harness.simulator.deleted().length, 1);
      await harness.clock.advance(29_999);
      await inbox();
      assert.equal(answered, false);
      await harness.clock.advance(1);
      assert.equal((await answer).status, 200);
    });

    it('answers an empty 200, truncated XML, a page of HTML, and another root', async () => {
      harness.simulator.inject({ text: 'Zürich' });
      const whole = await inbox();
      harness.simulator.faults.set(
        { body: 'empty', times: 1 },
        { body: 'truncated', times: 1 },
        { body: 'html', times: 1 },
        { body: 'other-root', times: 1 },
      );
      const empty = await inbox();
      assert.deepEqual([empty.status, empty.text], [200, '']);
      const truncated = await inbox();
      assert.equal(truncated.status, 200);
      assert.ok(whole.text.startsWith(truncated.text) && truncated.text.length > 100);
      assert.throws(() => truncated.xml());
      assert.match((await inbox()).headers.get('content-type') ?? '', /^text\/html/);
      assert.deepEqual(Object.keys((await inbox()).xml()), ['somethingelse']);
    });
  });
});
