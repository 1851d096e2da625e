import { describeAnswer } from './answer';
import { cannotTell, differs, either, holds, ofAnswer } from './findings';
import type { AccountCheck } from './probe';
import { redact } from './redacted';

type WebhookStep = 'webhook';

export const WEBHOOK_ASSUMPTIONS = [
  { id: 'WH-01', assumes: 'The public address has a certificate of a well-known authority' },
  { id: 'WH-02', assumes: 'The webhook address leads to this connection' },
] as const;

/**
 * Requests the webhook's public address, as far as it can be reached from this machine. Our webhooks refuse HEAD with
 * a 405 that names the allowed methods, so this delivers nothing and still shows whether the address is ours.
 */
export function webhookCheck(url: URL): AccountCheck<WebhookStep> {
  const [certificate, address] = WEBHOOK_ASSUMPTIONS;
  return {
    baseUrl: url.origin,
    headers: {},
    logins: { own: '' },
    steps: [{ name: 'webhook', login: 'none', request: () => ({ method: 'HEAD', path: url.pathname }) }],
    probes: [
      {
        ...certificate,
        after: 'webhook',
        judge: ({ webhook }) => {
          if (url.protocol !== 'https:') return cannotTell(redact`the public address is not https`);
          if (webhook?.outcome === 'unanswered') {
            const isTls = webhook.reason.includes('tls') || webhook.reason.includes('clock');
            return isTls ? differs(webhook.reason) : cannotTell(webhook.reason);
          }
          return ofAnswer(webhook, () => holds(redact`trusted here`));
        },
      },
      {
        ...address,
        after: 'webhook',
        judge: ({ webhook }) =>
          ofAnswer(webhook, (answer) => {
            if (answer.status === 401) return differs(redact`HTTP 401: something asks every caller for a login`);
            if (answer.status === 503) return cannotTell(redact`HTTP 503: it is not ready`);
            const isOurs = answer.status === 405 && /\bPOST\b/.test(answer.headers.get('allow') ?? '');
            return either(isOurs, isOurs ? redact`reached from here` : describeAnswer(answer));
          }),
      },
    ],
    facts: () => [],
    unchecked: { sends: [], arrives: [], changes: [], fails: [], login: [], ours: [] },
  };
}
