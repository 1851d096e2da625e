import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Inject } from '../../../../src/simulator/esendex/inject';
import { Harness, type Json } from '../harness';
import type { Receiver } from '../receiver';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('the pusher of the simulated Esendex', () => {
  let harness: Harness;
  let receiver: Receiver;
  beforeEach(async () => {
    harness = await Harness.start({ schedule: [1_000, 5_000, HOUR_MS], timeoutMs: 30_000, parallel: 4 });
    receiver = await harness.receiver();
  });
  afterEach(() => harness.close());

  const inject = async (request: Inject = {}): Promise<string> => {
    const done = harness.pushed();
    const id = harness.simulator.inject(request);
    await done;
    return id;
  };
  const answered = (): Promise<unknown> => harness.next(({ type }) => type === 'push.answered');
  const field = (at: number, name: string): string =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(receiver.received[at]?.text ?? '')?.[1] ?? '';

  it('posts what arrives, under the id by which the inbox knows it', async () => {
    const id = await inject({ text: 'Grüße 😀' });
    const [post] = receiver.received;
    assert.deepEqual((post?.xml().InboundMessage as Json).MessageText, 'Grüße 😀');
    assert.equal(field(0, 'MessageId'), id);
    assert.equal(harness.simulator.unread()[0]?.id, id);
    assert.equal(post?.headers['content-length'], String(post?.body.length));
    assert.deepEqual(harness.simulator.pusher.answers(), { 200: 1 });
    assert.deepEqual(harness.simulator.pusher.outstanding(), []);
  });

  it('speaks the other protocols where asked', async () => {
    await inject({ protocol: 'form' });
    await inject({ protocol: 'soap', kind: 'delivered' });
    assert.equal(receiver.received[0]?.headers['content-type'], 'application/x-www-form-urlencoded;charset=utf-8');
    assert.match(receiver.received[0].text, /\r\n$/);
    assert.equal(receiver.received[0].headers['content-length'], String(receiver.received[0].body.length));
    assert.match(receiver.received[1]?.text ?? '', /<MessageEvent xmlns/);
  });

  it('sends opt-outs as XML and subscriptions by the older protocols, whatever is asked', async () => {
    const id = await inject({ kind: 'opt-out', protocol: 'form' });
    assert.equal(field(0, 'Id'), id);
    await inject({ kind: 'subscription', event: 'Continue' });
    assert.match(receiver.received[1]?.text ?? '', /notificationType=SubscriptionEvent&.*eventType=Continue/);
    await inject({ kind: 'subscription', protocol: 'soap' });
    assert.match(receiver.received[2]?.text ?? '', /<eventCode>Subscribe</);
  });

  it('tells of messages that another program has sent, and REST agrees', async () => {
    const delivered = await inject({ kind: 'delivered', to: '447700900123' });
    const failed = await inject({ kind: 'failed', failure: { code: 7 } });
    assert.equal((await harness.header(delivered)).status, 'Delivered');
    assert.deepEqual((await harness.header(delivered)).to, { phonenumber: '447700900123' });
    assert.equal((await harness.header(failed)).status, 'Failed');
    assert.equal(field(1, 'Code'), '7');
    await inject({ kind: 'delivered', messageId: 'not-a-guid' });
    assert.equal(field(2, 'MessageId'), 'not-a-guid');
  });

  it('names another account in what is foreign', async () => {
    await inject({ foreign: true });
    await inject({ foreign: true, protocol: 'form' });
    const [{ id, reference }] = harness.simulator.accounts;
    assert.notEqual(field(0, 'AccountId'), id);
    assert.ok(!receiver.received[1]?.text.includes(reference));
  });

  it('repeats until the answer is exactly 200, with the same ids and by its schedule', async () => {
    receiver.answer(201, 204, 503);
    const first = answered();
    const id = harness.simulator.inject();
    await first;
    for (const [at, waitMs] of [1_000, 5_000, HOUR_MS].entries()) {
      await harness.clock.waiting();
      await harness.clock.advance(waitMs - 1);
      assert.equal(receiver.received.length, at + 1);
      assert.deepEqual(harness.simulator.pusher.outstanding(), [id]);
      const next = answered();
      await harness.clock.advance(1);
      await next;
    }
    assert.deepEqual(harness.simulator.pusher.answers(), { 200: 1, 201: 1, 204: 1, 503: 1 });
    assert.deepEqual(harness.simulator.pusher.outstanding(), []);
    const ids = receiver.received.map((_post, at) => [field(at, 'Id'), field(at, 'MessageId')]);
    assert.equal(new Set(ids.map(String)).size, 1);
    assert.equal(ids[0]?.[1], id);
    await harness.clock.advance(HOUR_MS);
    assert.equal(receiver.received.length, 4);
  });

  it('may give each repeat a new Id, the MessageId staying', async () => {
    harness.simulator.behave({ repeatedId: 'new' });
    receiver.answer(500);
    const first = answered();
    harness.simulator.inject();
    await first;
    await harness.clock.waiting();
    const done = harness.pushed();
    await harness.clock.advance(1_000);
    await done;
    assert.notEqual(field(0, 'Id'), field(1, 'Id'));
    assert.equal(field(0, 'MessageId'), field(1, 'MessageId'));
  });

  it('follows no redirect', async () => {
    receiver.respond = (response) => response.writeHead(302, { location: receiver.url }).end();
    const first = answered();
    harness.simulator.inject();
    await first;
    assert.equal(receiver.received.length, 1);
    assert.equal(harness.simulator.pusher.outstanding().length, 1);
  });

  it('gives up after 72 hours, and the message stays in the inbox', async () => {
    const hourly = await Harness.start({ schedule: [HOUR_MS] });
    const hook = await hourly.receiver();
    hook.respond = (response) => response.writeHead(503).end();
    const next = (): Promise<unknown> => hourly.next(({ type }) => type === 'push.answered');
    const first = next();
    const id = hourly.simulator.inject();
    await first;
    while (hourly.simulator.pusher.outstanding().length > 0) {
      const repeated = next();
      await hourly.clock.advance(HOUR_MS);
      await repeated;
    }
    assert.equal(hook.received.length, 73);
    assert.deepEqual(hourly.simulator.pusher.givenUp(), [id]);
    assert.equal(hourly.simulator.unread()[0]?.id, id);
    await hourly.close();
  });

  it('keeps the answers that it would e-mail to the customer', async () => {
    receiver.respond = (response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('stack trace');
    const first = answered();
    const itemId = harness.simulator.inject();
    await first;
    assert.deepEqual(harness.simulator.pusher.mails, [{ itemId, status: 500, body: 'stack trace' }]);
  });

  it('waits for no answer longer than it may', async () => {
    receiver.respond = () => undefined;
    harness.simulator.inject();
    await receiver.until(1);
    await harness.clock.advance(29_999);
    assert.deepEqual(harness.simulator.pusher.answers(), {});
    const first = answered();
    await harness.clock.advance(1);
    await first;
    assert.deepEqual(harness.simulator.pusher.answers(), { timeout: 1 });
  });

  it('tells a refused from a broken connection', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    harness.simulator.setPushTarget(`http://127.0.0.1:${port}/`);
    let first = answered();
    harness.simulator.inject();
    await first;
    await new Promise((resolve) => server.close(resolve));
    first = answered();
    harness.simulator.inject();
    await first;
    assert.deepEqual(harness.simulator.pusher.answers(), { reset: 1, refused: 1 });
  });

  it('keeps everything until it knows where to push, then pushes in order', async () => {
    harness.simulator.setPushTarget(undefined);
    const ids = [1, 2, 3].map(() => harness.simulator.inject());
    await harness.clock.advance(100 * HOUR_MS);
    assert.deepEqual(harness.simulator.pusher.outstanding(), ids);
    assert.equal(receiver.received.length, 0);
    const done = harness.pushed(3);
    harness.simulator.setPushTarget(receiver.url, { basic: { username: 'hook', password: 'x' } });
    await done;
    assert.deepEqual(ids.map((_id, at) => field(at, 'MessageId')).sort(), [...ids].sort());
    assert.match(receiver.received[0]?.headers.authorization ?? '', /^Basic /);
  });

  it('posts several at once, and no more than it may', async () => {
    const held: (() => void)[] = [];
    receiver.respond = (response) => held.push(() => response.writeHead(200).end());
    const done = harness.pushed(9);
    for (let at = 0; at < 9; at++) harness.simulator.inject();
    for (let count = 1; count <= 9; count++) {
      await receiver.until(count);
      // The first four come together; each further one only when another was answered.
      if (count >= 4) held.shift()?.();
    }
    for (const answer of held.splice(0)) answer();
    await done;
    assert.equal(receiver.mostAtOnce, 4);
    assert.equal(receiver.received.length, 9);
  });

  it('pushes twice, at the same time and with the same ids', async () => {
    const held: (() => void)[] = [];
    receiver.respond = (response) => held.push(() => response.writeHead(200).end());
    const done = harness.pushed(2);
    const id = harness.simulator.inject({ deliver: 'push-twice' });
    await receiver.until(2);
    for (const answer of held) answer();
    await done;
    assert.deepEqual([field(0, 'MessageId'), field(1, 'MessageId')], [id, id]);
    assert.equal(field(0, 'Id'), field(1, 'Id'));
  });

  it('pushes after the next one, an hour late, or not at all', async () => {
    const late = harness.simulator.inject({ deliver: 'late' });
    const silent = harness.simulator.inject({ deliver: 'poll-only' });
    const held = harness.simulator.inject({ deliver: 'reordered' });
    await harness.clock.advance(HOUR_MS - 1);
    assert.equal(receiver.received.length, 0);
    let done = harness.pushed(2);
    harness.simulator.setPushTarget(undefined);
    const next = harness.simulator.inject();
    assert.deepEqual(harness.simulator.pusher.outstanding(), [next, held]);
    harness.simulator.setPushTarget(receiver.url);
    await done;
    done = harness.pushed();
    await harness.clock.advance(1);
    await done;
    assert.equal(field(2, 'MessageId'), late);
    assert.ok(harness.simulator.unread().some(({ id }) => id === silent));
    assert.ok(!receiver.received.some(({ text }) => text.includes(silent)));
  });

  it('sends a body slowly in chunks, inside characters too', async () => {
    harness.simulator.faults.set({ post: 'slow', times: 1 });
    const text = '😀'.repeat(200);
    const done = harness.pushed();
    harness.simulator.inject({ text });
    while (harness.simulator.pusher.outstanding().length > 0) {
      await harness.clock.advance(250);
      await new Promise(setImmediate);
    }
    await done;
    const [post] = receiver.received;
    assert.equal(post?.headers['transfer-encoding'], 'chunked');
    assert.ok(post.pieces > 1);
    assert.equal((post.xml().InboundMessage as Json).MessageText, text);
  });

  it('sends half a body and goes away', async () => {
    harness.simulator.faults.set({ post: 'half', times: 1 });
    const first = answered();
    harness.simulator.inject();
    await first;
    await receiver.until(1);
    assert.equal(receiver.received[0]?.complete, false);
    assert.equal(harness.simulator.pusher.outstanding().length, 1);
    assert.deepEqual(harness.simulator.pusher.answers(), { half: 1 });
  });

  for (const fault of ['cut', 'unread'] as const) {
    it(`repeats what arrived whole but whose answer was never read (${fault})`, async () => {
      harness.simulator.faults.set({ post: fault, times: 1 });
      const first = answered();
      harness.simulator.inject();
      await first;
      await receiver.until(1);
      assert.equal(receiver.received[0]?.complete, true);
      assert.deepEqual(harness.simulator.pusher.answers(), { [fault]: 1 });
      const done = harness.pushed();
      await harness.clock.advance(1_000);
      await done;
      assert.equal(field(0, 'Id'), field(1, 'Id'));
    });
  }

  it('counts SOAP answers that are not the empty response, and takes their 200 all the same', async () => {
    await inject({ protocol: 'soap' });
    assert.equal(harness.simulator.pusher.wrongSoapAnswers(), 1);
    receiver.respond = (response) =>
      response
        .writeHead(200, { 'content-type': 'text/xml; charset=utf-8' })
        .end(
          '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><MessageReceivedResponse xmlns="com.esendex.ems.soapinterface"/></s:Body></s:Envelope>',
        );
    await inject({ protocol: 'soap' });
    assert.equal(harness.simulator.pusher.wrongSoapAnswers(), 1);
    assert.deepEqual(harness.simulator.pusher.outstanding(), []);
  });

  it('pushes receipts of sent messages in the protocol of the account', async () => {
    const other = await Harness.start({ protocol: 'form' });
    const hook = await other.receiver({ told: false });
    other.simulator.setPushTarget(hook.url, { basic: { username: 'u', password: 'p' } });
    const id = await other.sendTo('447700900005');
    const done = other.pushed();
    await other.clock.advance(2_000);
    await done;
    assert.match(
      hook.received[0]?.text ?? '',
      new RegExp(`^username=u&password=p&.*id=${id}&errorType=ValidityPeriodExpired`),
    );
    await other.close();
  });
});
