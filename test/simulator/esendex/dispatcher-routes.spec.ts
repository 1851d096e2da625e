import assert from 'node:assert/strict';
import { Harness, list, type Answer, type Json } from './harness';

const ACCOUNT = 'EX0000001';
const TO = '447700900001';

describe('the dispatcher of the simulated Esendex', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const sendXml = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
    harness.call('/messagedispatcher', {
      method: 'POST',
      headers: { 'content-type': 'application/xml', ...headers },
      body,
    });
  const message = (more: Json = {}): Json => ({ to: TO, body: 'Hello', ...more });
  const send = (batch: Json): Promise<Answer> =>
    harness.sendJson({ accountreference: ACCOUNT, messages: [message()], ...batch });
  const sendAsXml = (batch: Json): Promise<Answer> =>
    harness.sendXml({ accountreference: ACCOUNT, messages: [message()], ...batch });
  const errorOf = (answer: Answer): unknown => (answer.json().errors as Json[])[0]?.code;

  it('takes JSON and answers with ids, addresses and the batch', async () => {
    const answer = await send({ messages: [message(), message({ to: '+447700900011', body: 'Two' })] });
    assert.equal(answer.status, 200);
    const { batch, errors } = answer.json() as { batch: { batchid: string; messageheaders: Json[] }; errors: [] };
    assert.match(batch.batchid, /^[\dA-F-]{36}$/);
    assert.deepEqual(errors, []);
    const sent = harness.simulator.sent();
    assert.deepEqual(
      batch.messageheaders.map(({ id }) => id),
      sent.map(({ id }) => id),
    );
    assert.deepEqual(
      sent.map(({ to, text, from }) => [to, text, from]),
      [
        [TO, 'Hello', '447700900500'],
        ['447700900011', 'Two', '447700900500'],
      ],
    );
    const uri = new URL(String(batch.messageheaders[0]?.uri));
    assert.equal(uri.origin, harness.simulator.baseUrl);
    assert.equal(list((await harness.call(uri.pathname.replace('/v1.0', ''))).xml())[0]?.['@id'], sent[0]?.id);
  });

  it('takes XML, with and without its namespace, and answers XML', async () => {
    for (const namespace of ['', ' xmlns="http://api.esendex.com/ns/"']) {
      const answer = await sendXml(
        `<?xml version="1.0"?><messages${namespace}><accountreference>${ACCOUNT}</accountreference><from>Shop</from>` +
          `<message><to>${TO}</to><body>  This &amp; That&#128512; <![CDATA[<ok>]]>\n</body></message></messages>`,
      );
      assert.match(answer.headers.get('content-type') ?? '', /^application\/xml/);
      const { messageheaders } = answer.xml() as { messageheaders: Json };
      assert.match(String(messageheaders['@batchid']), /^[\dA-F-]{36}$/);
      const sent = harness.simulator.sent().at(-1);
      assert.equal((messageheaders.messageheader as Json[])[0]?.['@id'], sent?.id);
      assert.deepEqual([sent?.from, sent?.to], ['Shop', TO]);
      // Sent as GSM, which has no such character.
      assert.equal(sent?.text, '  This & That? <ok>\n');
    }
  });

  it('may answer without any ids', async () => {
    harness.simulator.behave({ dispatcherIds: 'none' });
    assert.deepEqual(((await send({})).json().batch as Json).messageheaders, []);
    const xml = `<messages><accountreference>${ACCOUNT}</accountreference><message><to>${TO}</to><body>x</body></message></messages>`;
    assert.deepEqual(list((await sendXml(xml)).xml()), []);
    assert.equal(harness.simulator.sent().length, 2);
    const forced = await harness.call('/messagedispatcher?returnMessageHeaders=true', {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body: xml,
    });
    assert.equal(list(forced.xml()).length, 1);
  });

  it('sends to every recipient of a comma list', async () => {
    await send({ messages: [message({ to: `${TO},+447700900011` })] });
    assert.deepEqual(
      harness.simulator.sent().map(({ to }) => to),
      [TO, '447700900011'],
    );
  });

  it('loses characters as GSM, keeps them as Unicode, and chooses when asked for Auto', async () => {
    const sent = async (characterset: string | undefined, body: string): Promise<unknown[]> => {
      await sendAsXml({ ...(characterset && { characterset }), messages: [message({ body })] });
      const last = harness.simulator.sent().at(-1);
      return [last?.text, last?.characterset, last?.parts];
    };
    assert.deepEqual(await sent(undefined, 'Привет'), ['??????', 'GSM', 1]);
    assert.deepEqual(await sent('Unicode', 'Hi'), ['Hi', 'Unicode', 1]);
    assert.deepEqual(await sent('Auto', 'Привет'), ['Привет', 'Unicode', 1]);
    assert.deepEqual(await sent('auto', 'Ümläut €'), ['Ümläut €', 'GSM', 1]);
    assert.deepEqual(await sent('Auto', 'x'.repeat(161)), ['x'.repeat(161), 'GSM', 2]);
  });

  for (const [what, status, code, batch] of [
    ['an unknown account', 400, 'accountreference_invalid', { accountreference: 'EX0000000' }],
    ['one message that is no list', 400, 'messages_missing', { messages: { to: TO, body: 'x' } }],
    ['no message', 400, 'messages_missing', { messages: [] }],
    ['a sender of 12 letters', 400, 'from_invalid', { from: 'TooLongForIt' }],
    ['a sender with other signs', 400, 'from_invalid', { from: 'BadChars{}' }],
    ['a sender of 21 digits', 400, 'from_invalid', { from: '1'.repeat(21) }],
    ['a name that is no contact', 404, 'recipient_unknown', { messages: [{ to: 'Bob', body: 'x' }] }],
    [
      'a number without credit',
      402,
      'credit_insufficient',
      {
        messages: [
          { to: TO, body: 'x' },
          { to: '447700900006', body: 'x' },
        ],
      },
    ],
  ] as const) {
    it(`refuses ${what} with ${status}, and sends nothing of the request`, async () => {
      const answer = await send(batch);
      assert.equal(answer.status, status);
      assert.equal(errorOf(answer), code);
      assert.deepEqual(harness.simulator.sent(), []);
    });
  }

  for (const [what, code, batch] of [
    ['a validity of 73 hours', 'validity_invalid', { validity: 73 }],
    ['a character set of its own', 'characterset_invalid', { characterset: 'UTF-8' }],
    ['a time that is none', 'sendat_invalid', { sendat: 'tomorrow' }],
  ] as const) {
    it(`refuses ${what} in XML, and ignores it in JSON`, async () => {
      const answer = await sendAsXml(batch);
      assert.deepEqual([answer.status, errorOf(answer)], [400, code]);
      assert.deepEqual(harness.simulator.sent(), []);
      assert.equal((await send(batch)).status, 200);
      assert.equal(harness.simulator.sent().length, 1);
    });
  }

  it('sends at once, as GSM, what asks for anything else in JSON', async () => {
    await send({ sendat: '2099-01-01T00:00:00Z', characterset: 'Unicode', messages: [message({ body: 'Привет' })] });
    const [sms] = harness.simulator.sent();
    assert.deepEqual([sms?.status, sms?.text], ['Submitted', '??????']);
  });

  it('takes the longest senders and validity', async () => {
    for (const from of ['Pushline Co', '*$?!"#%&_-,', '1'.repeat(20), '+447700900500']) {
      assert.equal((await sendAsXml({ from, validity: 72 })).status, 200, from);
    }
  });

  it('takes the others where one message is wrong, and says which error', async () => {
    const answer = await send({ messages: [message({ to: '123' }), message(), message({ body: '' })] });
    assert.equal(answer.status, 200);
    const { batch, errors } = answer.json() as { batch: { messageheaders: [] }; errors: Json[] };
    assert.equal(batch.messageheaders.length, 1);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['to_invalid', 'body_missing'],
    );
  });

  it('answers 415 to other content types and none, 406 to no content, 400 to what it cannot read', async () => {
    assert.equal((await harness.sendJson('to=1', { 'content-type': 'application/x-www-form-urlencoded' })).status, 415);
    assert.equal((await harness.sendJson('{}', { 'content-type': '' })).status, 415);
    assert.equal((await harness.sendJson('')).status, 406);
    assert.equal((await harness.sendJson('{"accountreference":')).status, 400);
    assert.equal((await harness.sendJson('[]')).status, 400);
    for (const xml of ['<messages>', '<messages></message>', '<other/>', 'text']) {
      const answer = await sendXml(xml);
      assert.equal(answer.status, 400, xml);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
    }
    assert.deepEqual(harness.simulator.sent(), []);
  });

  it('tells how many parts texts would have, in JSON and XML, and sends nothing', async () => {
    const ask = (body: string, type: string): Promise<Answer> =>
      harness.call('/messages/information', { method: 'POST', headers: { 'content-type': type }, body });
    const messages = [
      { body: 'x'.repeat(161), characterset: 'Auto' },
      { body: '' },
      { body: 'Привет', characterset: 'Auto' },
    ];
    const told = (await ask(JSON.stringify({ messages }), 'application/json')).json();
    assert.deepEqual(told.messages, [
      { elementat: 0, parts: 2, characterset: 'GSM', availablecharactersinlastpart: 145 },
      { elementat: 2, parts: 1, characterset: 'Unicode', availablecharactersinlastpart: 64 },
    ]);
    assert.deepEqual(told.errors, [{ elementat: 1, code: 'body_missing', description: 'The message has no body' }]);
    const xml = '<messages><message><body>Hi</body><characterset>GSM</characterset></message></messages>';
    const { response } = (await ask(xml, 'text/xml')).xml() as { response: { messages: { message: Json[] } } };
    assert.deepEqual(response.messages.message, [
      { '@elementat': '0', parts: '1', characterset: 'GSM', availablecharactersinlastpart: '158' },
    ]);
    assert.deepEqual(harness.simulator.sent(), []);
  });
});
