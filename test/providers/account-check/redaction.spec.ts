import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Answer } from '../../../src/providers/account-check/answer';
import type { AccountCheck, Finding } from '../../../src/providers/account-check/probe';
import { redact } from '../../../src/providers/account-check/redacted';
import { reportAsMarkdown } from '../../../src/providers/account-check/report';
import { runCheck } from '../../../src/providers/account-check/run-check';
import { shapeOf } from '../../../src/providers/account-check/shape-of';
import { PUSH_ASSUMPTIONS } from '../../../nodes/runtime/account-check/check-push';
import { WEBHOOK_ASSUMPTIONS } from '../../../src/providers/account-check/webhook-check';
import { aculabCheck } from '../../../src/providers/aculab/account-check/aculab-check';
import { esendexCheck } from '../../../src/providers/esendex/account-check/esendex-check';
import { etherFaxCheck } from '../../../src/providers/etherfax/account-check/etherfax-check';
import { FakeClock } from '../../support/fake-clock';
import { answer } from './answers';

const SECRET = 'c4n4ry';
const CHECKS: Record<string, AccountCheck> = {
  etherFAX: etherFaxCheck({ baseUrl: `https://${SECRET}.test`, account: SECRET, credentials: { apiKey: SECRET } }),
  Esendex: esendexCheck({
    ...{ baseUrl: `https://${SECRET}.test`, account: SECRET },
    credentials: { username: SECRET, password: SECRET },
  }),
  'Aculab Cloud': aculabCheck({
    ...{ baseUrl: `https://${SECRET}.test`, account: '1-2-0', service: SECRET },
    credentials: { username: SECRET, apiKey: SECRET, servicePassword: SECRET },
  }),
};

const versions = { package: '0.1.0', node: '22.0.0', nodeRed: '4.1.0' };
const route = { ownAddress: true, tls: false, proxy: false, simulator: false };

async function reportOf(check: AccountCheck, answers: () => Answer): Promise<string> {
  const findings: ({ id: string; assumes: string } & Finding)[] = [];
  const result = await runCheck(check, {
    observer: { ask: () => Promise.resolve(answers()), close: () => Promise.resolve() },
    clock: new FakeClock(),
    signal: new AbortController().signal,
    onFinding: (id, finding) => findings.push({ id, assumes: '', ...finding }),
  });
  const { unchecked } = check;
  return reportAsMarkdown({ provider: 'P', versions, route, at: '', findings, unchecked, ...result });
}

/** Names that the vendors use, so that what is in them is looked at. */
const NAMES = [
  ...['Account', 'Ports', 'Numbers', 'Country', 'UnreadFaxes', 'PendingFaxes', 'FaxResult', 'JobId', 'ReceivedOn'],
  ...['FaxImage', 'DocumentParams', 'Hash', 'Type', 'Message', 'accounts', 'id', 'reference', 'address', 'pass'],
  ...['protocol', 'cipher', 'error', 'code', 'filename', 'created_date', 'defaultdialcode', 'messagesremaining'],
];

/** Never part of our own words. */
const TOKEN = 'zq7xk9vjw3';
const wild = fc.oneof(
  fc.constant(TOKEN),
  fc.constant(`${TOKEN}.tif`),
  fc.constant('+491715550123456'),
  fc.constant('4915550123456'),
  fc.constant(491_715_550_123),
  fc.constant(`2026-11-20T09:30:00.${TOKEN}`),
  fc.constant(`{${TOKEN}}`),
  fc.string().map((text) => `${TOKEN}${text}`),
);
const name = fc.oneof(fc.constantFrom(...NAMES), fc.constant(TOKEN), fc.constant(`${TOKEN}.tif`));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    wild,
    fc.constantFrom(null, true, 0, 12),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5 }),
  ),
}));

const xml = fc
  .array(fc.tuple(fc.constantFrom('status', 'direction', 'readat', 'receivedat', 'to', 'failurereason', 'parts'), wild))
  .map((fields) => {
    const inner = fields.map(([tag, text]) => `<${tag}>${String(text).replace(/[<&]/g, '')}</${tag}>`).join('');
    return `<messageheaders totalcount="1"><messageheader id="${TOKEN}">${inner}</messageheader></messageheaders>`;
  });

const headers = fc.dictionary(
  fc.constantFrom('www-authenticate', 'retry-after', 'x-ratelimit-limit', 'content-encoding', TOKEN),
  fc.constant(TOKEN),
);

const anyAnswer = fc
  .record({
    body: fc.oneof(value, xml, fc.constant(`<html>${TOKEN}`)),
    status: fc.constantFrom(200, 200, 200, 204, 400, 404, 500),
    headers,
    type: fc.constantFrom('application/json', 'application/xml', `text/${TOKEN}`),
    skewMs: fc.constantFrom(0, 491_715_550_123_000),
  })
  .map(({ body, ...given }): Answer => answer(typeof body === 'string' ? body : JSON.stringify(body ?? null), given));

describe('a report', () => {
  for (const [provider, check] of Object.entries(CHECKS)) {
    it(`holds nothing of the settings or the answers of ${provider}`, () =>
      fc.assert(
        fc.asyncProperty(fc.array(anyAnswer, { minLength: 1, maxLength: 6 }), async (answers) => {
          let next = 0;
          const report = await reportOf(check, () => answers[next++ % answers.length] as Answer);
          assert.ok(!report.includes(TOKEN), report);
          assert.ok(!report.includes(SECRET), report);
          assert.ok(!/\d{6}/.test(report), report);
        }),
        { numRuns: 300 },
      ));
  }

  it('shows values by their kind, and only names that the vendor has', () => {
    assert.equal(
      shapeOf({ JobId: 'fc00fc44-9f52-4319-82c3-a4c4ec490f0c', jobid: '+4917', Mrs_Smith: 1 }, ['JobId']),
      '{ JobId: GUID, jobid: + and digits, 1 other fields }',
    );
    assert.equal(shapeOf('2026-11-20T09:30:00.12Z', []), 'time, fraction of 2, with Z');
    assert.equal(shapeOf('0001-01-01T00:00:00', []), 'time of the year 1, without a zone');
    assert.equal(redact`${4_915_550_123} and ${-3}`, 'many and -3');
  });
});

describe('docs/providers.md', () => {
  const page = readFileSync(join(__dirname, '../../../docs/providers.md'), 'utf8');
  const idsIn = (prefix: string): string[] =>
    [...page.matchAll(new RegExp(`^\\| (${prefix}-\\d\\d) \\|`, 'gm'))].map(([, id = '']) => id);

  it('names what is asked of the push socket and of our own address', () => {
    const ids = (assumptions: readonly { id: string }[]): string[] => assumptions.map(({ id }) => id);
    assert.deepEqual(idsIn('PS'), ids(PUSH_ASSUMPTIONS));
    assert.deepEqual(idsIn('WH'), ids(WEBHOOK_ASSUMPTIONS));
  });

  for (const [prefix, check] of Object.entries({
    EF: CHECKS['etherFAX'],
    ES: CHECKS['Esendex'],
    AC: CHECKS['Aculab Cloud'],
  })) {
    it(`names every assumption ${prefix}-… that is checked, or says why it is not`, () => {
      const known = [...(check?.probes.map(({ id }) => id) ?? []), ...Object.values(check?.unchecked ?? {}).flat()];
      assert.deepEqual([...known].sort(), idsIn(prefix).sort());
      assert.equal(new Set(known).size, known.length, 'an id is there twice');
    });
  }
});
