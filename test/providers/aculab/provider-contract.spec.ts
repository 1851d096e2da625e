import assert from 'node:assert/strict';
import { toIso } from '../../../src/domain/clock';
import type { ProviderEvent } from '../../../src/domain/events';
import { faxStateRank, type FaxStatus } from '../../../src/domain/fax';
import { createAculabProvider } from '../../../src/providers/aculab/aculab-provider';
import { createFactsCallStore } from '../../../src/providers/aculab/call/call-store';
import { encryptFax } from '../../../src/providers/aculab/wire/fax-cipher';
import type { Decoded, IncomingEvent, Provider } from '../../../src/providers/provider';
import { startAculabSimulator } from '../../../src/simulator/aculab/aculab-simulator';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import { describeProvider, type ProviderFixture } from '../../contract/provider';
import { faxOrder } from '../../outbox/jobs';
import { FakeClock } from '../../support/fake-clock';
import { MemoryFacts } from '../../support/memory-facts';
import { info, NEVER, outCall, progress, result, thisCall, TOKEN, type Json } from './page-bodies';

/** A page as it is asked: its suffix and its body. */
type Asked = readonly [suffix: string, body: unknown];

/** What arrives: the last of these pages counts, the others bring its call so far. */
interface AculabInput {
  pages: readonly Asked[];
  /** The correlation value of a fax that we have sent before. */
  sent?: string;
}

type AculabFixture = ProviderFixture & { data: AculabInput };

const KEY = 'c4n4ry-key';
const PASSWORD = 'c4n4ry-password';
const NOW = toIso(new FakeClock().now());
const IN = { from: '+15554499760', to: '+15558130969' };

/** A call comes in, and its later pages. */
function inbound(instance: number, ...later: Asked[]): { id: string; stored: string; data: AculabInput } {
  const id = `06e122c3364cc74c.${instance}`;
  const pages = [['/first', {}] as const, ...later].map(([suffix, fields]): Asked => [
    suffix,
    info({ application_instance_id: id, ...(fields as Json) }),
  ]);
  return { id, stored: `/rest_api/faxes/2026/11/20/12_00_00_${id}.tif`, data: { pages } };
}

/** Our call has been answered, and its later pages. */
function outbound(...pages: Asked[]): AculabInput {
  const fields = { token: TOKEN, this_call: outCall() };
  return { sent: TOKEN, pages: pages.map(([suffix, more]) => [suffix, info({ ...fields, ...(more as Json) })]) };
}

const quiet = { is_notification: true, this_call: undefined };
const ended = (call_cause: string, call_raw_cause: string, call = thisCall): Json => ({
  this_call: call({ call_state: 'idle', call_cause, call_raw_cause }),
});

function status(payload: Omit<FaxStatus, 'attempt' | 'providerId'>): Omit<ProviderEvent, 'raw'> {
  const { id, state, pages = 0, final, direction } = payload;
  return {
    ...{ kind: 'fax.status', keyId: final ? `${id}:${state}` : `${id}:${state}:${pages}`, providerId: id },
    ...{ payload: { ...payload, providerId: id, attempt: 1 }, occurredAt: NOW },
    ...(direction === 'out' && { correlation: id }),
    progress: { subject: id, attempt: 1, rank: faxStateRank(state), pages, final },
  };
}

/** A fax that lies in the store of files by the time its last page is asked. */
function storedFax(name: string, instance: number, pages: number, verdict: string): AculabFixture {
  const { id, stored } = inbound(instance);
  const { data } = inbound(
    instance,
    ['/progress', { ...quiet, ...progress(pages) }],
    ['/next', result({ cause: verdict, pages_received: pages })],
    ['/fax-available', { ...quiet, ...result({ filename: stored }) }],
  );
  const payload = { id, providerId: stored, ...IN, receivedAt: NOW, pages, seconds: 12, speed: 9_600 };
  const event = { kind: 'fax.received', keyId: stored, providerId: stored, payload, occurredAt: NOW } as const;
  return { ...{ name, event: 'page', data, events: [event] }, held: true, document: sampleFax({ pages }) };
}

const started = inbound(3);
const negotiated = inbound(4, ['/progress', { ...quiet, ...progress(0) }]);
const failed = inbound(5, ['/next', result({ cause: 'COMMSFAULT', pages_received: 0 })]);
const OUT = { id: TOKEN, direction: 'out', from: '+15550100001', to: '+447700900001', retryable: false } as const;
const SMS = {
  ...{ status: 'received', direction: 'receive', type: 'sms', from: '15554499760', to: '15558130969' },
  ...{ content: 'Test4', msg_ref: '36e1766e_2.1493141823.12345' },
  ...{ timestamp: '2017-04-25_17:37:03', aculab_msg_err: '000' },
};
const SENT_AT = '2017-04-25T17:37:03.000Z';

const FIXTURES: AculabFixture[] = [
  storedFax('a fax that is stored', 1, 2, 'NORMAL'),
  storedFax('a fax that was cut off half-way', 2, 1, 'HANGUP'),
  {
    ...{ name: 'a call that comes in', event: 'page', data: started.data },
    events: [
      status({
        ...{ id: started.id, direction: 'in', state: 'accepted', final: false, cause: 'none', retryable: false },
        ...IN,
      }),
    ],
  },
  {
    ...{ name: 'a call that has negotiated', event: 'page', data: negotiated.data },
    events: [
      status({
        ...{ id: negotiated.id, direction: 'in', state: 'negotiating', final: false, cause: 'none', retryable: false },
        ...{ ...IN, pages: 0, speed: 9_600, negotiated: { data_rate: 9_600 } },
      }),
    ],
  },
  {
    ...{ name: 'a call that brought no page', event: 'page', data: failed.data },
    events: [
      status({
        ...{ id: failed.id, direction: 'in', state: 'failed', final: true, success: false, cause: 'comms-fault' },
        ...{ ...IN, retryable: true, pages: 0, seconds: 12, result: { name: 'COMMSFAULT' } },
        message: 'the transmission failed: check the line',
      }),
    ],
  },
  {
    ...{ name: 'a call of somebody else', event: 'page', events: [] },
    data: { pages: [['/final', info(ended('completed', '200'))]] },
  },
  {
    ...{ name: 'a fax of ours that is given', event: 'page', data: outbound(['/first', {}]) },
    events: [status({ ...OUT, state: 'dialing', final: false, cause: 'none' })],
  },
  {
    ...{ name: 'a fax of ours that is through', event: 'page' },
    data: outbound(['/first', {}], ['/next', result({ cause: 'NORMAL', pages_sent: 2 }, 'send_fax')]),
    events: [
      status({
        ...{ ...OUT, state: 'succeeded', final: true, success: true, cause: 'normal' },
        ...{ pages: 2, seconds: 12, result: { name: 'NORMAL' } },
      }),
    ],
  },
  {
    ...{ name: 'a number that is busy', event: 'page', data: outbound(['/final', ended('busy', '486', outCall)]) },
    events: [
      status({
        ...{ ...OUT, state: 'failed', final: true, success: false, cause: 'busy', retryable: true },
        ...{ seconds: 12, result: { name: 'busy', code: '486' } },
      }),
    ],
  },
  {
    ...{ name: 'an SMS', event: 'page', data: { pages: [['/messages', SMS]] } },
    events: [
      {
        ...{ kind: 'sms.received', keyId: SMS.msg_ref, providerId: SMS.msg_ref, occurredAt: SENT_AT },
        payload: { id: SMS.msg_ref, ...IN, text: 'Test4', receivedAt: SENT_AT, type: 'sms' },
      },
    ],
  },
  {
    ...{ name: 'the receipt of an SMS', event: 'page' },
    data: { pages: [['/sms-status', { ...SMS, direction: 'send', status: 'delivered' }]] },
    events: [
      {
        ...{ kind: 'sms.status', keyId: `${SMS.msg_ref}:delivered`, providerId: SMS.msg_ref, occurredAt: SENT_AT },
        payload: {
          ...{ id: SMS.msg_ref, providerId: SMS.msg_ref, state: 'delivered', final: true, success: true },
          ...{ retryable: false, occurredAt: SENT_AT, ...IN, result: { name: 'delivered' } },
        },
        progress: { subject: SMS.msg_ref, attempt: 1, rank: 9, pages: 0, final: true },
      },
    ],
  },
];

const BROKEN: readonly [string, Asked][] = [
  ['a page that is no JSON', ['/first', KEY]],
  ['a page that is a list', ['/next', [KEY]]],
  ['a page without an instance', ['/progress', { token: KEY }]],
  ['a page whose instance is a path', ['/final', info({ application_instance_id: `../${KEY}` })]],
  ['a page that is nested too deep', ['/error', `${'{"a":'.repeat(99)}"${KEY}"${'}'.repeat(99)}`]],
  ['a message that is no JSON', ['/messages', `from=15554499760&content=${KEY}`]],
  ['a message without a reference', ['/messages', { ...SMS, msg_ref: '' }]],
  ['a receipt whose reference is none', ['/sms-status', { ...SMS, msg_ref: { [KEY]: 1 } }]],
];

describeProvider('Aculab', {
  fixtures: FIXTURES,
  fileStore: true,
  decode: (provider, { event, data }) =>
    event === 'page' ? arrive(provider, data as AculabInput) : provider.decodePush(event, data),
  unintelligible: [
    ...BROKEN.map(([name, asked]) => ({ name, event: 'page', data: { pages: [asked] } })),
    { name: 'an event of another kind', event: KEY, data: { from: '15554499760' } },
  ],
  canaries: [KEY, PASSWORD, Buffer.from(KEY).toString('base64'), '15554499760', 'Test4', 'Unauthorized'],
  async start(credentials) {
    const clock = new FakeClock();
    const simulator = await startAculabSimulator({
      ...{ clock, propagationMs: 0 },
      account: credentials === 'good' ? { apiAccessKey: KEY, servicePassword: PASSWORD } : {},
    });
    const { cloudId, username, service } = simulator.account;
    const provider = createAculabProvider({
      ...{ baseUrl: simulator.baseUrl, account: cloudId, service, country: '', encrypt: true, clock },
      credentials: { username, apiKey: KEY, servicePassword: PASSWORD },
      ...{ pagesUrl: () => 'https://example.com/hook', calls: createFactsCallStore(new MemoryFacts()) },
    });
    return {
      provider,
      async hold(held) {
        for (const fixture of held as AculabFixture[]) {
          const [first, ...later] = fixture.data.pages;
          const { actions } = JSON.parse((await ask(provider, first)).body) as { actions: ReceiveFax[] };
          const { key, initialisation_vector: vector } = actions[0]?.receive_fax.encryption_cipher ?? assert.fail();
          for (const page of later) await ask(provider, page);
          const [name, plain] = [fixture.events[0]?.providerId ?? '', fixture.document ?? Buffer.alloc(0)];
          simulator.media.write({ name, bytes: encryptFax(plain, { key, vector }), encrypted: true });
        }
      },
      breakList: () => undefined,
      get closed() {
        return simulator.media.deleted();
      },
      async close() {
        await provider.close();
        await simulator.close();
      },
    };
  },
});

interface ReceiveFax {
  receive_fax: { encryption_cipher: { key: string; initialisation_vector: string } };
}

async function arrive(provider: Provider, { pages, sent }: AculabInput): Promise<Decoded> {
  if (sent !== undefined) await send(provider, sent);
  let decoded: Decoded | undefined;
  for (const page of pages) ({ decoded } = await ask(provider, page));
  return decoded ?? assert.fail('a page is asked');
}

async function send({ fax }: Provider, correlation: string): Promise<void> {
  const order = faxOrder({ to: OUT.to, from: OUT.from });
  const call = { order, correlation, jobId: 'a', callAt: 0, read: () => Promise.resolve(sampleFax()) };
  assert.deepEqual(await fax?.send(call, NEVER), { outcome: 'accepted', providerId: correlation });
}

/** What one request of a page comes to. */
async function ask(provider: Provider, asked: Asked | undefined): Promise<{ decoded: Decoded; body: string }> {
  const { webhook, pages } = provider;
  assert.ok(asked && webhook && pages);
  const [suffix, value] = asked;
  const raw = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const request = { method: 'POST', suffix, headers: {}, body: { raw } };
  if (suffix in webhook.methods) return { decoded: webhook.decode(request), body: '' };
  const events: IncomingEvent[] = [];
  const reasons: string[] = [];
  const { body = '' } = await pages.serve(request, {
    accept: (incoming) => Promise.resolve(events.push(incoming)),
    quarantine: (reason) => Promise.resolve(void reasons.push(reason)),
    mayTransmit: () => Promise.resolve(true),
  });
  const [reason] = reasons;
  const decoded =
    reason === undefined ? { outcome: 'events' as const, events } : { outcome: 'quarantine' as const, reason };
  return { decoded, body };
}
