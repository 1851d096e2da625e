import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { systemClock } from '../../../../src/domain/clock';
import { BadInputError, ItemGoneError } from '../../../../src/domain/errors';
import type { SmsOrder } from '../../../../src/domain/job';
import { checkSms } from '../../../../src/providers/esendex/sending/check-sms';
import { decodeDispatcherReply } from '../../../../src/providers/esendex/sending/dispatcher-reply-codec';
import { dispatcherRequest } from '../../../../src/providers/esendex/sending/dispatcher-request';
import { createEsendexProvider } from '../../../../src/providers/esendex/esendex-provider';
import type { OutgoingCall, Provider, SmsService, SendResult } from '../../../../src/providers/provider';
import { parseXml } from '../../../../src/providers/xml/parse-xml';
import { childrenNamed } from '../../../../src/providers/xml/xml-element';
import { startEsendexSimulator, type EsendexSimulator } from '../../../../src/simulator/esendex/esendex-simulator';
import type { Fault } from '../../../../src/simulator/esendex/fault';
import { smsOrder } from '../../../outbox/jobs';
import { eventually } from '../../../support/eventually';
import { answerJson, startScriptedServer } from '../../../support/scripted-server';
import { MemoryFacts } from '../../../support/memory-facts';

const NEVER = new AbortController().signal;
const NONE = { isTaken: () => Promise.resolve(false), signal: NEVER };

const call = (more: Partial<SmsOrder> = {}): OutgoingCall<SmsOrder> => ({
  order: smsOrder({ to: '+447700909999', ...more }),
  ...{ jobId: 'a'.repeat(24), correlation: `${'a'.repeat(24)}-1`, callAt: Date.now() },
  read: () => Promise.resolve(undefined),
});

const json = (body: unknown) => ({
  ...{ status: 200, contentType: 'application/json', body: Buffer.from(JSON.stringify(body)) },
});

/** Each as it is lost by somebody: trimmed, taken for markup, rewritten, cut in half, counted as two. */
const AWKWARD = [
  ...[' ', '\n', '  two  blanks  ', 'a\r\nb\rc\nd\t', ']]>', '<![CDATA[x]]>', '<b>&amp;&lt;</b>', '&#65;'],
  ...['😀', '👨‍👩‍👧', '🇬🇧', 'é', '\u0085\u2028\u00a0', '\ufeffx', '<?xml?>', '<!-- x -->', 'it\'s "so"'],
];

describe('the request of an SMS for Esendex', () => {
  const account = 'EX0000001';
  const to = '447700900001';
  const inJson = (order: Partial<SmsOrder>): unknown => {
    const { format, body } = dispatcherRequest(account, smsOrder(order));
    return format === 'json' ? JSON.parse(body) : format;
  };
  /** Its fields, those of the message among them. */
  const inXml = (order: Partial<SmsOrder>): unknown => {
    const { format, body } = dispatcherRequest(account, smsOrder(order));
    const parsed = parseXml(Buffer.from(body));
    if (format !== 'xml' || !parsed.ok || parsed.root.name !== 'messages') return format;
    const [message] = childrenNamed(parsed.root, 'message');
    assert.equal(parsed.root.children.at(-1), message);
    const fields = [...parsed.root.children.slice(0, -1), ...(message?.children ?? [])];
    return fields.map(({ name, text }) => [name, text]);
  };

  const jsonFields = (request: unknown): Map<string, unknown> => {
    const { messages, ...batch } = request as { messages: object[] };
    return new Map(Object.entries({ ...batch, ...messages[0] }));
  };
  const isTaken = (order: SmsOrder): boolean => {
    try {
      checkSms(order);
      return true;
    } catch {
      return false;
    }
  };

  it('is JSON without character set, validity and time if the defaults are right, as a list of one', () => {
    for (const characterset of ['Auto', 'GSM'] as const) {
      assert.deepEqual(inJson({ characterset, text: ' a\r\n€ ' }), {
        accountreference: account,
        messages: [{ to, body: ' a\r\n€ ' }],
      });
    }
    assert.deepEqual(inJson({ characterset: 'GSM', text: 'ж', from: '+447700900002' }), {
      ...{ accountreference: account, from: '447700900002' },
      messages: [{ to, body: 'ж' }],
    });
  });

  it('is XML, in the order of its schema, where one of them matters', () => {
    for (const [order, told] of [
      [{ text: 'ж' }, [['characterset', 'Auto']]],
      [{ characterset: 'Unicode' as const }, [['characterset', 'Unicode']]],
      [
        { validity: 5, characterset: 'GSM' as const },
        [
          ['validity', '5'],
          ['characterset', 'GSM'],
        ],
      ],
      [
        { sendAt: '2026-11-21T10:00:00.000Z' },
        [
          ['sendat', '2026-11-21T10:00:00Z'],
          ['characterset', 'Auto'],
        ],
      ],
      [
        { validity: 72, sendAt: '2026-11-21T10:00:00.500Z' },
        [
          ['validity', '72'],
          ['sendat', '2026-11-21T10:00:00Z'],
          ['characterset', 'Auto'],
        ],
      ],
    ] as const) {
      const { text } = smsOrder(order);
      assert.deepEqual(inXml(order), [['accountreference', account], ...told, ['to', to], ['body', text]]);
    }
  });

  it('transfers any text and sender exactly', () => {
    const given = fc.record({
      text: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...AWKWARD)),
      from: fc.constantFrom('Pushline', '*$?!"#%&_\'', 'A&B', '+447700900500'),
      ...{ characterset: fc.constantFrom('Auto' as const, 'GSM' as const, 'Unicode' as const), validity: fc.nat(72) },
    });
    fc.assert(
      fc.property(given, (more) => {
        const order = smsOrder({ ...more, text: more.text.slice(0, 300) });
        fc.pre(isTaken(order));
        const isXml = dispatcherRequest(account, order).format === 'xml';
        const told = isXml ? new Map(inXml(order) as [string, unknown][]) : jsonFields(inJson(order));
        assert.deepEqual([told.get('from'), told.get('body')], [more.from.replace('+', ''), order.text]);
      }),
    );
  });
});

describe('the answer of Esendex to an SMS', () => {
  const id = 'F0D9AA94-8B8D-4B5C-9C51-6F9A7A1D1B11';

  it('is accepted with an id, in JSON and XML', () => {
    const answer = { batch: { batchid: 'B', messageheaders: [{ uri: 'x', id }] }, errors: [] };
    assert.deepEqual(decodeDispatcherReply(json(answer)), { outcome: 'accepted', providerId: id });
    const xml = `<messageheaders batchid="B" xmlns="http://api.esendex.com/ns/"><messageheader uri="x" id="${id}"/></messageheaders>`;
    const reply = { status: 200, contentType: 'application/xml', body: Buffer.from(xml) };
    assert.deepEqual(decodeDispatcherReply(reply), { outcome: 'accepted', providerId: id });
  });

  const errorsOf = (...codes: unknown[]) => codes.map((code) => ({ code, description: 'not to 447700900001' }));

  it('is refused where it names errors and no id, with all their codes', () => {
    const errors = errorsOf('to_invalid', 'body_missing');
    assert.deepEqual(decodeDispatcherReply(json({ batch: { messageheaders: [] }, errors })), {
      outcome: 'refused',
      verdict: {
        ...{ cause: 'bad-number', retryable: false, result: { code: 'to_invalid', name: 'to_invalid' } },
        failure: { detail: 'to_invalid, body_missing', permanent: true },
      },
    });
  });

  it('is refused with the codes of a 400, whatever else that holds', () => {
    const errors = errorsOf('accountreference_invalid', 'to_invalid', 'accountreference_invalid');
    for (const batch of [undefined, { messageheaders: [{ id }] }]) {
      assert.deepEqual(decodeDispatcherReply({ ...json({ batch, errors }), status: 400 }), {
        outcome: 'refused',
        verdict: {
          ...{ cause: 'bad-options', retryable: false },
          result: { code: 'accountreference_invalid', name: 'HTTP 400' },
          failure: { detail: 'accountreference_invalid, to_invalid', permanent: true },
        },
      });
    }
  });

  it('is refused without codes where they may hold content', () => {
    const unsafe = [
      'no such number',
      '',
      '447700900001',
      'to_447700900001',
      'x'.repeat(61),
      { a: 1 },
      null,
      447700900001,
    ];
    const errors = errorsOf(...unsafe);
    const plain = { cause: 'bad-options', retryable: false };
    for (const body of [{ errors }, { errors: [] }, 'plain', null]) {
      assert.deepEqual(decodeDispatcherReply({ ...json(body), status: 400 }), {
        outcome: 'refused',
        verdict: { ...plain, result: { code: 400, name: 'HTTP 400' } },
        // Without the provider's own words it may have been anybody between us.
        isBare: typeof body !== 'object' || body?.errors !== errors,
      });
    }
    assert.deepEqual(decodeDispatcherReply(json({ errors })), {
      outcome: 'refused',
      verdict: { ...plain, result: { name: 'error' } },
    });
    const mixed = decodeDispatcherReply(json({ errors: errorsOf('447700900001', 'to_invalid', 21) }));
    assert.deepEqual(mixed.outcome === 'refused' && mixed.verdict.failure?.detail, 'to_invalid, 21');
  });

  it('is refused by errors in XML, too', () => {
    const errors = '<errors><error><code>to_invalid</code><description>447700900001</description></error></errors>';
    for (const text of [errors, `<response>${errors}</response>`, `<messageheaders>${errors}</messageheaders>`]) {
      const told = decodeDispatcherReply({ ...json(0), body: Buffer.from(text) });
      assert(told.outcome === 'refused');
      assert.deepEqual(told.verdict.result, { code: 'to_invalid', name: 'to_invalid' });
    }
  });

  it('is unknown where it names neither, or cannot be read', () => {
    for (const body of [{}, { batch: { messageheaders: [] }, errors: [] }, [], 'x', null]) {
      assert.deepEqual(decodeDispatcherReply(json(body)), { outcome: 'unknown' });
    }
    for (const text of ['', '<messageheaders/>', '<html>', '{"batch":', '<a><b></a>']) {
      assert.deepEqual(decodeDispatcherReply({ ...json(0), body: Buffer.from(text) }), { outcome: 'unknown' });
    }
  });

  it('is never accepted without an id', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        assert.notEqual(decodeDispatcherReply(json(body)).outcome, 'accepted');
      }),
    );
  });
});

describe('a refusal of the dispatcher', () => {
  for (const [status, expected] of [
    [400, 'bad-options'],
    [404, 'bad-options'],
    [406, 'bad-options'],
    [415, 'bad-options'],
    [401, 'auth'],
    [402, 'no-credit'],
    [403, 'auth'],
  ] as const) {
    it(`with HTTP ${status} is ${expected}, without the text of the answer`, async () => {
      const server = await startScriptedServer((_request, response) => response.writeHead(status).end('error body'));
      const provider = createEsendexProvider({
        ...{ baseUrl: server.origin, account: 'EX0000001', country: '', clock: systemClock() },
        ...{ credentials: { username: 'demo', password: 'example' }, facts: new MemoryFacts() },
      });
      const result = await provider.sms?.send(call(), NEVER);
      await provider.close();
      await server.close();
      const told = result?.outcome === 'held' ? result.reason : result?.outcome === 'refused' && result.verdict.cause;
      assert.equal(told, expected);
      assert.equal(server.requests.length, 1);
      assert.ok(!JSON.stringify(result).includes('error body'));
    });
  }

  it('is told by its codes, and stands where the rest of its answer is cut', async () => {
    const answers: ((response: ServerResponse) => unknown)[] = [
      (response) => answerJson(response, { errors: [{ code: 'to_invalid', description: '447700909999' }] }, 400),
      (response) => {
        response.writeHead(400, { 'content-length': '900' }).write('{"errors":');
        setImmediate(() => response.destroy());
      },
    ];
    const server = await startScriptedServer((_request, response) => answers.shift()?.(response));
    const provider = createEsendexProvider({
      ...{ baseUrl: server.origin, account: 'EX0000001', country: '', clock: systemClock() },
      ...{ credentials: { username: 'demo', password: 'example' }, facts: new MemoryFacts() },
    });
    const told = await provider.sms?.send(call(), NEVER);
    const cut = await provider.sms?.send(call(), NEVER);
    await provider.close();
    await server.close();
    assert(told?.outcome === 'refused' && cut?.outcome === 'refused');
    assert.deepEqual(told.verdict.result, { code: 'to_invalid', name: 'HTTP 400' });
    assert.deepEqual(cut.verdict.result, { code: 400, name: 'HTTP 400' });
  });
});

describe('sending an SMS by Esendex', () => {
  let simulator: EsendexSimulator;
  let provider: Provider;
  let sender: SmsService;

  beforeEach(async () => {
    simulator = await startEsendexSimulator({ stepMs: 1 });
    provider = createEsendexProvider({
      ...{ baseUrl: simulator.baseUrl, account: 'EX0000001', country: '44', clock: systemClock() },
      ...{ credentials: simulator.login, facts: new MemoryFacts() },
    });
    assert(provider.sms);
    sender = provider.sms;
  });
  afterEach(async () => {
    await provider.close();
    await simulator.close();
  });

  const send = (more: Partial<SmsOrder> = {}): Promise<SendResult> => sender.send(call(more), NEVER);

  for (const text of AWKWARD) {
    it(`transfers ${JSON.stringify(text)} exactly`, async () => {
      for (const more of [{}, { validity: 3 }, { characterset: 'Unicode' as const }]) {
        assert.equal((await send({ text, ...more })).outcome, 'accepted');
        assert.equal(simulator.sent().at(-1)?.text, text);
      }
    });
  }

  it('goes out when it is to, and not before', async () => {
    await send({ sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    assert.equal(simulator.sent()[0]?.status, 'Scheduled');
  });

  it('hands over one message, whose status can be asked for', async () => {
    const result = await send({ text: '  two lines\nand € 😀 ' });
    assert(result.outcome === 'accepted');
    const [sms] = simulator.sent();
    assert.deepEqual([sms?.text, sms?.to, simulator.sent().length], ['  two lines\nand € 😀 ', '447700909999', 1]);
    const state = async (): Promise<string> => {
      const event = await sender.status(result.providerId, NEVER);
      return event.kind === 'sms.status' ? event.payload.state : '';
    };
    await eventually('it is delivered', async () => (await state()) === 'delivered');
  });

  for (const [fault, expected] of [
    [{ body: 'html' }, 'unknown'],
    [{ status: 408 }, 'unknown'],
    [{ status: 403 }, 'held'],
    [{ status: 400 }, 'refused'],
    [{ status: 404 }, 'refused'],
  ] as [Fault, SendResult['outcome']][]) {
    it(`is ${expected} after ${JSON.stringify(fault)}, by one request`, async () => {
      simulator.faults.set({ action: 'dispatcher.send', ...fault });
      assert.equal((await send()).outcome, expected);
      assert((simulator.requests()['dispatcher.send'] ?? 0) <= 1);
      if (expected !== 'unknown') assert.equal(simulator.sent().length, 0);
    });
  }

  it('finds what arrived though its answer was lost, and nothing else', async () => {
    const search = (more: Partial<SmsOrder> = {}) => sender.findSent?.(call(more), NONE);
    assert.deepEqual(await search(), { outcome: 'not-found' });
    simulator.faults.set({ action: 'dispatcher.send', drop: 'after', times: 1 });
    const text = `${'a long text, cut in summaries, '.repeat(5)}end`;
    assert.equal((await send({ text })).outcome, 'unknown');
    const [sms] = simulator.sent();
    const found = await search({ text });
    assert.equal(found?.outcome === 'found' && found.providerId.toLowerCase(), sms?.id.toLowerCase());
    assert.deepEqual(await search({ text: ` ${text}` }), found);
    assert.deepEqual(await search({ text: `${text}.` }), { outcome: 'cannot-tell' });
    assert.deepEqual(await search({ text, to: '+447700908888' }), { outcome: 'not-found' });
    const taken = await sender.findSent?.(call({ text }), { ...NONE, isTaken: () => Promise.resolve(true) });
    assert.deepEqual(taken, { outcome: 'not-found' });
  });

  it('finds what lost the characters that GSM lacks, and believes nothing where it is not listed', async () => {
    const lossy = { text: 'naïve – я', characterset: 'GSM' } as const;
    const search = () => sender.findSent?.(call(lossy), NONE);
    assert.deepEqual(await search(), { outcome: 'cannot-tell' });
    simulator.faults.set({ action: 'dispatcher.send', drop: 'after', times: 1 });
    assert.equal((await send(lossy)).outcome, 'unknown');
    assert.equal((await search())?.outcome, 'found');
  });

  it('finds what arrived while our clock was ahead, and does not take it for lost', async () => {
    simulator.faults.set({ action: 'dispatcher.send', drop: 'after', times: 1 });
    assert.equal((await send()).outcome, 'unknown');
    const ahead = { ...call(), callAt: Date.now() + 8 * 60_000 };
    assert.deepEqual(await sender.findSent?.(ahead, NONE), { outcome: 'cannot-tell' });
  });

  it('has no status for an unknown id', async () => {
    await assert.rejects(sender.status('f0d9aa94-8b8d-4b5c-9c51-6f9a7a1d1b11', NEVER), ItemGoneError);
  });

  it('refuses what Esendex could never send, without naming it', () => {
    const bad: Partial<SmsOrder>[] = [
      ...[{ from: 'TooLongForAlpha' }, { from: 'BadChars{}' }, { from: '1'.repeat(21) }, { validity: 73 }],
      ...[{ text: 'half of \ud83d' }, { text: '\udc00' }, { text: 'a\u0007 я' }, { text: 'a\fb', validity: 1 }],
      ...[{ text: '\0', characterset: 'Unicode' as const }, { text: 'a\ufffe' }],
      ...[{ validity: -1 }, { text: '' }, { text: 'a'.repeat(2_000) }, { to: 'someone' }, { sendAt: 'soon' }],
    ];
    for (const more of bad) {
      assert.throws(
        () => sender.check(smsOrder(more)),
        (error: unknown) =>
          error instanceof BadInputError &&
          !Object.values(more).some(
            (value) => String(value) !== '' && String(value).length > 3 && error.message.includes(String(value)),
          ),
      );
    }
    sender.check(smsOrder({ text: 'a'.repeat(1_530), from: 'Pushline', validity: 72 }));
  });
});
