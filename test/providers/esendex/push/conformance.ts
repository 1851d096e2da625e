import type { ProviderEvent } from '../../../../src/domain/events';
import type { SmsStatus } from '../../../../src/domain/sms';
import type { WebhookRequest } from '../../../../src/domain/webhook';
import type { ProviderFixture } from '../../../contract/provider';
import type { Held } from '../fake-esendex';
import { form, push, soap } from './requests';

/** The pushed ones among the cases by which an Esendex client is judged. */
export interface EsendexFixture extends ProviderFixture {
  data: WebhookRequest;
  /** As the service holds it. */
  inbox?: Held;
}

const MESSAGE = 'ee931a29-d176-42bb-b2a1-a66871e8c118';
const NOTIFICATION = 'bece4d20-779c-4778-b08c-438a13cca5c9';
const ACCOUNT = '6145d724-98cb-41a2-8c4e-4b81ef694897';
const B = { username: 'form-user', password: 'form-password', account: 'EX0012345' };

interface Status {
  id?: string;
  state: SmsStatus['state'];
  name: string;
  retryable?: boolean;
  failure?: SmsStatus['failure'];
  at?: string;
}

function status({ id = MESSAGE, state, name, retryable = false, failure, at }: Status): Omit<ProviderEvent, 'raw'> {
  const final = state !== 'unknown';
  const when = at === undefined ? {} : { occurredAt: at };
  return {
    kind: 'sms.status',
    keyId: `${id.toLowerCase()}:${state}`,
    providerId: id,
    payload: {
      id: id.toLowerCase(),
      providerId: id,
      state,
      final,
      ...(final && { success: state === 'delivered' }),
      retryable,
      ...when,
      result: { ...(failure?.code !== undefined && { code: failure.code }), name },
      ...(failure && { failure }),
    },
    ...when,
    progress: { subject: id.toLowerCase(), attempt: 1, rank: final ? 9 : 0, pages: 0, final },
  };
}

function fixture(name: string, data: WebhookRequest, event: Omit<ProviderEvent, 'raw'>): EsendexFixture {
  return { name, event: 'webhook', data, events: [event] };
}

const delivered = (root: string, rest = ''): WebhookRequest =>
  push(`<${root}>
  <Id>${NOTIFICATION}</Id>
  <MessageId>${MESSAGE}</MessageId>
  <AccountId>${ACCOUNT}</AccountId>
  <OccurredAt>
    2014-07-31T21:42:46
  </OccurredAt>${rest}
</${root}>`);

const AT = '2014-07-31T21:42:46.000Z';
const AT_2008 = '2008-09-15T13:01:49.000Z';

const inbound: EsendexFixture = {
  name: 'A: inbound, indented, without declaration',
  event: 'webhook',
  held: true,
  data: push(`<InboundMessage>
  <Id>${NOTIFICATION}</Id>
  <MessageId>${MESSAGE}</MessageId>
  <AccountId>${ACCOUNT}</AccountId>
  <MessageText>some text</MessageText>
  <From>123123123</From>
  <To>456456456</To>
</InboundMessage>`),
  events: [
    {
      kind: 'sms.received',
      keyId: MESSAGE,
      providerId: MESSAGE,
      payload: { id: MESSAGE, from: '+123123123', to: '+456456456', text: 'some text' },
    },
  ],
  inbox: {
    id: MESSAGE,
    from: '123123123',
    to: '456456456',
    text: 'some text',
    receivedat: '2026-11-20T11:30:00.91Z',
    parts: '2',
  },
  listed: [
    {
      kind: 'sms.received',
      keyId: MESSAGE,
      providerId: MESSAGE,
      payload: {
        id: MESSAGE,
        from: '+123123123',
        to: '+456456456',
        text: 'some text',
        receivedAt: '2026-11-20T11:30:00.910Z',
        type: 'Text',
        parts: 2,
      },
      occurredAt: '2026-11-20T11:30:00.910Z',
    },
  ],
};

const randomIds: EsendexFixture = {
  name: 'A: inbound with ids that are no GUIDs, and a text that is a keyword',
  event: 'webhook',
  held: true,
  data: push(
    '<InboundMessage><Id>AbCdEfGhIjKlMnOpQrStUvWx</Id><MessageId>xWvUtSrQpOnMlKjIhGfEdCbA</MessageId>' +
      '<AccountId></AccountId><MessageText> Stop\n</MessageText><From>447426437449</From><To>60777</To></InboundMessage>',
    'application/xml; charset=utf-8',
  ),
  events: [
    {
      kind: 'sms.received',
      keyId: 'xwvutsrqponmlkjihgfedcba',
      providerId: 'xWvUtSrQpOnMlKjIhGfEdCbA',
      payload: {
        id: 'xwvutsrqponmlkjihgfedcba',
        from: '+447426437449',
        to: '60777',
        text: ' Stop\n',
        keyword: 'stop',
      },
    },
  ],
  inbox: {
    id: 'xWvUtSrQpOnMlKjIhGfEdCbA',
    from: '447426437449',
    to: '60777',
    text: ' Stop\n',
    characterset: 'Unicode',
    receivedat: '2026-11-20T11:40:00',
    parts: '1',
  },
  listed: [
    {
      kind: 'sms.received',
      keyId: 'xwvutsrqponmlkjihgfedcba',
      providerId: 'xWvUtSrQpOnMlKjIhGfEdCbA',
      payload: {
        id: 'xwvutsrqponmlkjihgfedcba',
        from: '+447426437449',
        to: '60777',
        text: ' Stop\n',
        receivedAt: '2026-11-20T11:40:00.000Z',
        type: 'Unicode',
        parts: 1,
        keyword: 'stop',
      },
      occurredAt: '2026-11-20T11:40:00.000Z',
    },
  ],
};

const optOut = fixture(
  'A: opt-out',
  push(`<OptOut>
  <Id>436332c6-8755-41bf-abde-cc48eafacba0</Id>
  <AccountId>${ACCOUNT}</AccountId>
  <AccountReference>EX0012345</AccountReference>
  <ReceviedAt>2015-11-09T15:18:19Z</ReceviedAt>
  <From><PhoneNumber>447728693111</PhoneNumber></From>
  <Link rel="optout" href="https://api.esendex.com/v1.0/optouts/436332c6-8755-41bf-abde-cc48eafacba0" />
</OptOut>`),
  {
    kind: 'sms.optout',
    keyId: '436332c6-8755-41bf-abde-cc48eafacba0',
    providerId: '436332c6-8755-41bf-abde-cc48eafacba0',
    payload: {
      id: '436332c6-8755-41bf-abde-cc48eafacba0',
      from: '+447728693111',
      optedOut: true,
      occurredAt: '2015-11-09T15:18:19.000Z',
    },
    occurredAt: '2015-11-09T15:18:19.000Z',
  },
);

const received: Omit<ProviderEvent, 'raw'> = {
  kind: 'sms.received',
  keyId: MESSAGE,
  providerId: MESSAGE.toUpperCase(),
  payload: {
    id: MESSAGE,
    from: '+447426437449',
    to: '+353879409420',
    text: 'Mac.test 37',
    receivedAt: AT_2008,
    type: 'Text',
  },
  occurredAt: AT_2008,
};

const capture = {
  ...B,
  notificationType: 'MessageReceived',
  id: MESSAGE.toUpperCase(),
  originator: '447426437449',
  recipient: '353879409420',
  body: 'Mac.test 37',
  type: 'Text',
  sentAt: '2008-09-15 13:01:49Z',
  receivedAt: '2008-09-15 13:01:49Z',
};
const withoutSentAt = Object.fromEntries(Object.entries(capture).filter(([name]) => name !== 'sentAt'));

const event = { ...B, notificationType: 'MessageEvent', id: MESSAGE, occurredAt: '2008-09-15 13:01:49Z' };
const error = { ...event, notificationType: 'MessageError', detail: 'No such number' };

function subscription(name: string, optedOut: boolean): EsendexFixture[] {
  const id = `+447728693111:${name.toLowerCase()}:${AT_2008}`;
  const expected: Omit<ProviderEvent, 'raw'> = {
    kind: 'sms.subscription',
    keyId: id,
    providerId: id,
    payload: { id, from: '+447728693111', optedOut, occurredAt: AT_2008 },
    occurredAt: AT_2008,
  };
  const fields = { mobileNumber: '447728693111', contactID: '7', eventType: name, occurredAt: '2008-09-15 13:01:49Z' };
  return [
    fixture(`B: subscription, ${name}`, form({ ...B, notificationType: 'SubscriptionEvent', ...fields }), expected),
    fixture(
      `C: subscription, ${name}`,
      soap(
        'SubscriptionEvent',
        `<mobileNumber>447728693111</mobileNumber><contactID /><eventCode>${name}</eventCode><occurredAt>2008-09-15T13:01:49Z</occurredAt>`,
      ),
      expected,
    ),
  ];
}

const soapError = (type: string, rest: string): WebhookRequest =>
  soap(
    'MessageError',
    `<id>${MESSAGE}</id><errortype>${type}</errortype><occurredat>2008-09-15T13:01:49</occurredat>${rest}`,
  );

export const FIXTURES: EsendexFixture[] = [
  inbound,
  randomIds,
  fixture(
    'A: delivered',
    delivered('MessageDelivered'),
    status({ state: 'delivered', name: 'MessageDelivered', at: AT }),
  ),
  fixture(
    'A: failed without a reason',
    delivered('MessageFailed'),
    status({ state: 'failed', name: 'MessageFailed', at: AT }),
  ),
  fixture(
    'A: failed for good',
    delivered(
      'MessageFailed',
      '<FailureReason><Code>102</Code><Detail>Unknown &amp; gone</Detail><PermanentFailure>true</PermanentFailure></FailureReason>',
    ),
    status({
      state: 'failed',
      name: 'MessageFailed',
      failure: { code: 102, detail: 'Unknown & gone', permanent: true },
      at: AT,
    }),
  ),
  fixture(
    'A: failed for now',
    delivered(
      'MessageFailed',
      '<FailureReason><Code>492</Code><PermanentFailure>false</PermanentFailure></FailureReason>',
    ),
    status({
      state: 'failed',
      name: 'MessageFailed',
      retryable: true,
      failure: { code: 492, permanent: false },
      at: AT,
    }),
  ),
  optOut,
  fixture('B: received, as captured in 2008', form(capture), received),
  fixture('B: received, without sentAt and line end', form(withoutSentAt, ''), received),
  fixture(
    'B: delivered',
    form({ ...event, eventType: 'Delivered' }),
    status({ state: 'delivered', name: 'Delivered', at: AT_2008 }),
  ),
  fixture(
    'B: an event that is newer than we are',
    form({ ...event, eventType: 'Teleported' }),
    status({ state: 'unknown', name: 'Teleported', at: AT_2008 }),
  ),
  fixture(
    'B: failed',
    form({ ...error, errorType: 'Failed' }),
    status({ state: 'failed', name: 'Failed', failure: { detail: 'No such number' }, at: AT_2008 }),
  ),
  fixture(
    'B: number not recognised',
    form({ ...error, errorType: 'UnrecognisedRecipient' }),
    status({ state: 'rejected', name: 'UnrecognisedRecipient', failure: { detail: 'No such number' }, at: AT_2008 }),
  ),
  fixture(
    'B: expired',
    form({ ...error, errorType: 'ValidityPeriodExpired', detail: '' }),
    status({ state: 'expired', name: 'ValidityPeriodExpired', retryable: true, at: AT_2008 }),
  ),
  fixture(
    'B: an error that is newer than we are',
    form({ ...error, errorType: 'Teleported', detail: '' }),
    status({ state: 'failed', name: 'Teleported', at: AT_2008 }),
  ),
  fixture(
    'C: received',
    soap(
      'MessageReceived',
      `<id>${MESSAGE.toUpperCase()}</id><originator>447426437449</originator><recipient>353879409420</recipient>` +
        '<body>Mac.test 37</body><type>Text</type><sentat>2008-09-15T13:01:49Z</sentat><receivedat>2008-09-15T13:01:49Z</receivedat>',
    ),
    received,
  ),
  fixture(
    'C: delivered, with the misspelt time',
    soap(
      'MessageEvent',
      `<id>${MESSAGE}</id><eventtype>Delivered</eventtype><occuredat>2008-09-15T13:01:49Z</occuredat>`,
    ),
    status({ state: 'delivered', name: 'Delivered', at: AT_2008 }),
  ),
  fixture(
    'C: failed, with a reason',
    soapError(
      'Failed',
      '<detail>d</detail><failurereason><code>492</code><description>Absent</description><permanentfailure>false</permanentfailure></failurereason>',
    ),
    status({
      state: 'failed',
      name: 'Failed',
      retryable: true,
      failure: { code: 492, detail: 'Absent', permanent: false },
      at: AT_2008,
    }),
  ),
  fixture(
    'C: failed, without one',
    soapError('Failed', '<detail />'),
    status({ state: 'failed', name: 'Failed', at: AT_2008 }),
  ),
  ...subscription('Subscribe', false),
  ...subscription('Unsubscribe', true),
  ...subscription('Resubscribe', false),
  ...subscription('Continue', false),
];
