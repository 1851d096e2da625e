import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProviderEvent } from '../../../../src/domain/events';
import type { WebhookRequest } from '../../../../src/domain/webhook';
import { createWebhookCodec } from '../../../../src/providers/esendex/push/webhook-codec';
import { parseXml } from '../../../../src/providers/xml/parse-xml';
import type { WebhookDecoded } from '../../../../src/providers/provider';
import { FIXTURES } from './conformance';
import { form, messengerHeader, parsedForm, push, rawForm, request, soap } from './requests';

const OWN = '6145d724-98cb-41a2-8c4e-4b81ef694897';
const ID = 'ee931a29-d176-42bb-b2a1-a66871e8c118';
const codec = createWebhookCodec({ country: '44', account: 'EX0012345', accountId: () => OWN });
const decode = (data: WebhookRequest): WebhookDecoded => codec.decode(data);

function event(data: WebhookRequest): ProviderEvent {
  const decoded = decode(data);
  assert.ok(decoded.outcome === 'events', decoded.outcome === 'quarantine' ? decoded.reason : '');
  assert.equal(decoded.events.length, 1);
  const [first] = decoded.events;
  assert.ok(first);
  return first.event;
}

function sms(data: WebhookRequest): Extract<ProviderEvent, { kind: 'sms.received' }> {
  const received = event(data);
  assert.ok(received.kind === 'sms.received');
  return received;
}

function quarantined(data: WebhookRequest): WebhookDecoded {
  const decoded = decode(data);
  assert.equal(decoded.outcome, 'quarantine');
  assert.equal(decoded.answer.status, 200);
  return decoded;
}

const inbound = (inner: string, id = ID): WebhookRequest =>
  push(`<InboundMessage><MessageId>${id}</MessageId>${inner}</InboundMessage>`);
const TEXT = '<MessageText>t</MessageText>';
const RECEIVED = {
  username: 'u',
  password: 'p w+ü',
  account: 'ex0012345',
  notificationType: 'MessageReceived',
  id: ID,
  originator: '447426437449',
  recipient: '60777',
  body: 'text',
};

describe('createWebhookCodec', () => {
  it('accepts only POST, on its own path', () => {
    assert.deepEqual(codec.methods, { '': ['POST'] });
  });

  describe('distinguishes the protocols by content', () => {
    const xml = Buffer.from(`<InboundMessage><MessageId>${ID}</MessageId>${TEXT}</InboundMessage>`);
    for (const contentType of [
      undefined,
      '///',
      'x'.repeat(8_000),
      'text/plain',
      'application/json',
      'application/x-www-form-urlencoded',
    ]) {
      it(`XML of type ${contentType?.slice(0, 40) ?? 'none'}`, () => {
        assert.equal(sms(request(xml, contentType === undefined ? {} : { 'content-type': contentType })).keyId, ID);
      });
    }

    it('XML behind a byte order mark, and in UTF-16', () => {
      assert.equal(sms(request(Buffer.concat([Buffer.from('\ufeff'), xml]))).keyId, ID);
      assert.equal(sms(request(Buffer.from(`\ufeff${xml.toString()}`, 'utf16le'))).keyId, ID);
    });

    it('a form of any type', () => {
      for (const headers of [{}, { 'content-type': 'text/plain' }]) {
        const { body } = form(RECEIVED);
        assert.equal(sms({ method: 'POST', suffix: '', headers, body }).keyId, ID);
      }
    });

    it('neither JSON nor anything else', () => {
      for (const body of [
        '{"notificationType":"MessageReceived"}',
        '[]',
        'null',
        '"x"',
        'hello',
        '%',
        'a%=1',
        '\u0000',
        '__proto__[x]=1',
      ]) {
        quarantined(request(Buffer.from(body), { 'content-type': 'application/json' }));
      }
      assert.equal(Reflect.get({}, 'x'), undefined);
    });

    it('a form that the editor has parsed, but no JSON', () => {
      assert.equal(
        sms(parsedForm({ ...RECEIVED, receivedAt: '2008-09-15 13:01:49Z\r\n' })).payload.receivedAt,
        '2008-09-15T13:01:49.000Z',
      );
      quarantined({ ...parsedForm(RECEIVED), headers: { 'content-type': 'application/json' } });
      for (const parsed of [null, [], 'x', 7, {}, [RECEIVED]]) quarantined(parsedForm(parsed));
    });
  });

  describe('never mistakes a receipt for a text', () => {
    for (const { name, data, events } of FIXTURES.filter(({ events: [first] }) => first?.kind !== 'sms.received')) {
      it(name, () => assert.equal(event(data).kind, events[0]?.kind));
    }
  });

  describe('texts', () => {
    const texts = [
      '',
      ' ',
      '\n',
      'a  b\tc',
      '0123',
      '1e5',
      '<b>&amp;</b>',
      ']]>',
      '😀\u202e',
      'stop it',
      'x'.repeat(100_000),
      '\ufeffx',
    ];
    for (const text of texts) {
      it(`are the same in every protocol: ${JSON.stringify(text.slice(0, 20))}`, () => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        assert.equal(sms(inbound(`<MessageText>${escaped}</MessageText>`)).payload.text, text);
        assert.equal(sms(form({ ...RECEIVED, body: text })).payload.text, text);
        assert.equal(sms(parsedForm({ ...RECEIVED, body: text, type: 'Text' })).payload.text, text);
        assert.equal(sms(soap('MessageReceived', `<id>${ID}</id><body>${escaped}</body>`)).payload.text, text);
      });
    }

    it('may be empty, but not missing: the inbox still has them', () => {
      assert.equal(sms(inbound('<MessageText/>')).payload.text, '');
      quarantined(inbound('<From>447426437449</From>'));
      quarantined(inbound('<MessageText>a<b/>c</MessageText>'));
      const withoutBody = Object.fromEntries(Object.entries(RECEIVED).filter(([name]) => name !== 'body'));
      quarantined(form(withoutBody));
    });

    it('of a binary message stay as they came, and say so', () => {
      const { payload } = sms(form({ ...RECEIVED, body: '\n06050415', type: 'Binary' }));
      assert.deepEqual([payload.text, payload.type], ['\n06050415', 'Binary']);
    });

    it('keep a line end of their own where they come last', () => {
      assert.equal(sms(rawForm(`notificationType=MessageReceived&id=${ID}&body=x%0d%0a\r\n`)).payload.text, 'x\r\n');
    });

    it('in a form of another character set, or of none that fits', () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=iso-8859-1' };
      const body = Buffer.from(`notificationType=MessageReceived&id=${ID}&body=%e9%80`);
      assert.equal(sms(request(body, headers)).payload.text, 'é€');
      quarantined(request(body, { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }));
    });
  });

  describe('ids', () => {
    for (const written of [ID.toUpperCase(), ` \n${ID}\t`, `{${ID}}`, `{ ${ID.toUpperCase()} }`]) {
      it(`are one: ${JSON.stringify(written)}`, () => {
        assert.equal(sms(inbound(TEXT, written)).keyId, ID);
        assert.equal(sms(form({ ...RECEIVED, id: written })).keyId, ID);
      });
    }

    for (const written of [
      '',
      ' ',
      '{}',
      '../../x',
      'a/b',
      '00000000-0000-0000-0000-000000000000',
      'x'.repeat(10_240),
      'a:b',
      'é',
    ]) {
      it(`that are not usable mean quarantine: ${JSON.stringify(written.slice(0, 40))}`, () => {
        quarantined(inbound(TEXT, written));
        quarantined(form({ ...RECEIVED, id: written }));
        quarantined(push(`<MessageDelivered><Id>x</Id><MessageId>${written}</MessageId></MessageDelivered>`));
        quarantined(push(`<OptOut><Id>${written}</Id></OptOut>`));
      });
    }

    it('may be missing from a subscription, but not what makes one', () => {
      const fields = {
        notificationType: 'SubscriptionEvent',
        mobileNumber: '447728693111',
        eventType: 'Subscribe',
        occurredAt: '2008-09-15 13:01:49Z',
      };
      assert.equal(event(form(fields)).keyId, '+447728693111:subscribe:2008-09-15T13:01:49.000Z');
      for (const missing of ['mobileNumber', 'eventType', 'occurredAt'])
        quarantined(form({ ...fields, [missing]: '' }));
      quarantined(form({ ...fields, occurredAt: 'x'.repeat(10_000) }));
      assert.equal(event(form({ ...fields, eventType: 'Teleport' })).kind, 'unknown');
    });
  });

  describe('contradictions go to quarantine', () => {
    it('a known field twice', () => {
      quarantined(inbound(`${TEXT}${TEXT}`));
      quarantined(inbound(`${TEXT}<MessageId>${ID}</MessageId>`));
      quarantined(push(`<MessageFailed><MessageId>${ID}</MessageId><FailureReason/><FailureReason/></MessageFailed>`));
      quarantined(rawForm(`notificationType=MessageReceived&id=${ID}&body=1&body=2`));
      quarantined(rawForm(`notificationType=MessageReceived&notificationType=MessageEvent&id=${ID}&body=1`));
      quarantined(parsedForm({ ...RECEIVED, body: ['1', '2'] }));
      quarantined(soap('MessageReceived', `<id>${ID}</id><id>${ID}</id><body/>`));
      assert.equal(sms(inbound(`${TEXT}<Other/><Other/>`)).keyId, ID, 'what is not known may repeat');
    });

    it('another account', () => {
      quarantined(inbound(`${TEXT}<AccountId>f6462f9d-87a2-4cac-97a6-5a2d9cb81997</AccountId>`));
      quarantined(push('<NewKind><AccountId>f6462f9d-87a2-4cac-97a6-5a2d9cb81997</AccountId></NewKind>'));
      quarantined(push(`<OptOut><Id>x1</Id><AccountReference>EX1</AccountReference></OptOut>`));
      quarantined(form({ ...RECEIVED, account: 'EX1' }));
      quarantined(soap('MessageReceived', `<id>${ID}</id><body/>`, messengerHeader('u', 'p', 'EX1')));
    });

    it('SOAP with no operation, or two, with a fault', () => {
      const header = { 'content-type': 'text/xml', soapaction: '""' };
      for (const body of [
        '<e:Envelope xmlns:e="x"><e:Body/></e:Envelope>',
        '<e:Envelope xmlns:e="x"><e:Body><a/><b/></e:Body></e:Envelope>',
        '<e:Envelope xmlns:e="x"><e:Body><a/></e:Body><e:Body><a/></e:Body></e:Envelope>',
        '<e:Envelope xmlns:e="x"/>',
        '<e:Envelope',
      ]) {
        const { answer } = quarantined(request(Buffer.from(body), header));
        const parsed = parseXml(Buffer.from(answer.body ?? ''));
        assert.equal(parsed.ok && parsed.root.children[0]?.children[0]?.name, 'Fault');
      }
    });
  });

  describe('unknown kinds', () => {
    for (const [what, data, raw] of [
      [
        'another root',
        push('<KeywordMessage at="1"><Id>7</Id><X>1</X><X>2</X></KeywordMessage>'),
        { KeywordMessage: { '@at': '1', Id: '7', X: ['1', '2'] } },
      ],
      ['a root in other case', push('<inboundmessage><Id>7</Id></inboundmessage>'), { inboundmessage: { Id: '7' } }],
      [
        'another notification type',
        form({ username: 'u', password: 'p', notificationType: 'Other', x: '1' }),
        { notificationType: 'Other', x: '1' },
      ],
      [
        'another operation',
        soap('Other', '<x>1</x>'),
        { Other: { '@xmlns': 'com.esendex.ems.soapinterface', x: '1' } },
      ],
    ] as const) {
      it(`are events with the fields as they came: ${what}`, () => {
        const first = event(data);
        assert.equal(first.kind, 'unknown');
        assert.deepEqual(first.payload, raw);
        assert.match(first.keyId, /^[0-9a-f]{64}$/);
        assert.equal(event(data).keyId, first.keyId, 'a repetition has the same key');
      });
    }

    it('a form has one key, whoever parsed it', () => {
      const fields = { notificationType: 'Other', x: '1' };
      assert.equal(event(form(fields)).keyId, event(parsedForm(fields)).keyId);
      assert.notEqual(event(form({ ...fields, x: '2' })).keyId, event(form(fields)).keyId);
    });
  });

  describe('raw', () => {
    it('has the fields as they came, without credentials', () => {
      const rest = Object.fromEntries(
        Object.entries(RECEIVED).filter(([name]) => !['username', 'password'].includes(name)),
      );
      assert.deepEqual(sms(form(RECEIVED)).raw, rest);
      const viaSoap = sms(soap('MessageReceived', `<id>${ID}</id><body> x </body>`));
      assert.deepEqual(viaSoap.raw, { '@xmlns': 'com.esendex.ems.soapinterface', id: ID, body: ' x ' });
      assert.deepEqual(sms(inbound('<MessageText>t</MessageText><From>1</From>')).raw, {
        MessageId: ID,
        MessageText: 't',
        From: '1',
      });
    });

    it('cannot reach a prototype', () => {
      const hostile = rawForm(`__proto__=1&constructor[prototype][x]=1&notificationType=Other`);
      assert.deepEqual(Object.keys(event(hostile).raw), ['constructor[prototype][x]', 'notificationType']);
      const parsed: unknown = JSON.parse('{"__proto__":"1","a":{"b":"c"},"notificationType":"Other"}');
      assert.deepEqual(Object.keys(event(parsedForm(parsed)).raw), ['notificationType']);
    });
  });

  describe('login', () => {
    it('is given as it came, also with what goes to quarantine', () => {
      const login = { username: 'u', password: 'p w+ü' };
      assert.deepEqual(decode(form(RECEIVED)).login, login);
      assert.deepEqual(decode(parsedForm(RECEIVED)).login, login);
      assert.deepEqual(quarantined(form({ ...RECEIVED, id: '' })).login, login);
      assert.deepEqual(decode(form({ ...RECEIVED, notificationType: 'Other' })).login, login);
      const viaSoap = soap('MessageReceived', '', messengerHeader(' u&amp;', 'p '));
      assert.deepEqual(quarantined(viaSoap).login, { username: ' u&', password: 'p ' });
    });

    it('is none where there is none, half of one, or two', () => {
      assert.equal(decode(inbound(TEXT)).login, undefined);
      assert.equal(decode(rawForm('notificationType=Other&username=u')).login, undefined);
      assert.equal(decode(rawForm('notificationType=Other&username=u&username=v&password=p')).login, undefined);
      assert.equal(decode(soap('Other', '', messengerHeader('a', 'b') + messengerHeader('c', 'd'))).login, undefined);
      assert.equal(
        decode(push('<InboundMessage><Username>u</Username><Password>p</Password></InboundMessage>')).login,
        undefined,
      );
    });
  });

  describe('answers', () => {
    it('with nothing but 200 to push and form', () => {
      assert.deepEqual(decode(inbound(TEXT)).answer, { status: 200 });
      assert.deepEqual(decode(form(RECEIVED)).answer, { status: 200 });
    });

    for (const operation of ['MessageReceived', 'MessageEvent', 'MessageError', 'SubscriptionEvent', 'Other']) {
      it(`${operation} by SOAP with its own empty response, understood or not`, () => {
        const { answer } = decode(soap(operation, ''));
        assert.equal(answer.status, 200);
        assert.deepEqual(answer.headers, { 'content-type': 'text/xml; charset=utf-8' });
        const parsed = parseXml(Buffer.from(answer.body ?? ''));
        const response = parsed.ok ? parsed.root.children[0]?.children[0] : undefined;
        assert.equal(response?.name, `${operation}Response`);
        assert.equal(response.attributes.get('xmlns'), 'com.esendex.ems.soapinterface');
        assert.deepEqual([response.text, response.children], ['', []]);
      });
    }
  });

  describe('too much', () => {
    it('of fields goes to quarantine', () => {
      quarantined(rawForm(`notificationType=Other${'&a=1'.repeat(100)}`));
      quarantined(rawForm('a=1&'.repeat(60_000)));
      quarantined(rawForm(`a${'[b]'.repeat(100)}=1`));
      quarantined(parsedForm(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`a${n}`, '1']))));
    });
  });

  it('cuts no sample to a partial event', () => {
    for (const { data } of FIXTURES.filter(({ name }) => /^[AC]/.test(name))) {
      if (!('raw' in data.body)) continue;
      for (let length = 1; length < data.body.raw.length; length += 1) {
        quarantined({ ...data, body: { raw: data.body.raw.subarray(0, length) } });
      }
    }
  });

  it('never throws', () => {
    const markup = fc.constantFrom(
      ...[
        '<InboundMessage>',
        '</InboundMessage>',
        '<MessageId>',
        '</MessageId>',
        '<OptOut>',
        '</OptOut>',
        '<From>',
        '</From>',
      ],
      ...[
        '<Envelope>',
        '</Envelope>',
        '<Body>',
        '</Body>',
        '<Header/>',
        'x',
        '&',
        '=',
        '%41',
        'notificationType=MessageReceived',
        'id=7',
        'body=',
      ],
    );
    const headers = fc.constantFrom(
      {},
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'text/xml; charset=utf-16' },
    );
    fc.assert(
      fc.property(fc.array(markup, { maxLength: 30 }), headers, (pieces, given) => {
        assert.equal(decode(request(Buffer.from(pieces.join('')), given)).answer.status, 200);
      }),
    );
    fc.assert(
      fc.property(fc.anything(), headers, (parsed, given) => {
        assert.equal(decode({ method: 'POST', suffix: '', headers: given, body: { parsed } }).answer.status, 200);
      }),
    );
  });

  it('keeps any text from any number in every protocol, under one key', () => {
    const character = fc
      .integer({ min: 0x20, max: 0x1f9ff })
      .filter((code) => (code & 0xf800) !== 0xd800 && (code & 0xfffe) !== 0xfffe);
    const words = fc.array(character, { maxLength: 60 }).map((codes) => String.fromCodePoint(...codes));
    fc.assert(
      fc.property(words, fc.stringMatching(/^[1-9]\d{9,13}$/), fc.uuid(), (text, number, id) => {
        fc.pre(!/^[0-]+$/.test(id));
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        const all = [
          inbound(`<MessageText>${escaped}</MessageText><From>${number}</From>`, id),
          form({ ...RECEIVED, body: text, originator: `+${number}`, id: id.toUpperCase() }),
          soap('MessageReceived', `<id>{${id}}</id><originator>00${number}</originator><body>${escaped}</body>`),
        ].map(sms);
        for (const { keyId, payload } of all)
          assert.deepEqual([keyId, payload.text, payload.from], [id, text, `+${number}`]);
      }),
    );
  });
});
