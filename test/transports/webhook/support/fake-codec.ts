import type { WebhookRequest } from '../../../../src/domain/webhook';
import type { WebhookCodec, WebhookDecoded } from '../../../../src/providers/provider';

const ANSWER = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };

/**
 * A provider's codec as simple as can be: a body `{"id":"1"}` or `[{"id":"1"},…]` is received SMS; `login` beside it is
 * the login inside the body; what is no JSON cannot be understood.
 */
export const fakeCodec: WebhookCodec = {
  methods: { '': ['POST'], '/first': ['POST', 'GET'] },
  loginIn(request) {
    const body = parse(request);
    return (Array.isArray(body) ? (body as Item[]) : [body as Item | undefined])[0]?.login;
  },
  decode(request): WebhookDecoded {
    const body = parse(request);
    if (body === undefined) return { outcome: 'quarantine', reason: 'no JSON', answer: ANSWER };
    const items = Array.isArray(body) ? (body as Item[]) : [body as Item];
    const login = items[0]?.login;
    return {
      outcome: 'events',
      events: items.map(({ id, text = '' }) => ({
        event: {
          kind: 'sms.received',
          keyId: id,
          providerId: id,
          payload: { id, from: '+441', to: '+442', text },
          raw: { id },
        },
      })),
      answer: ANSWER,
      ...(login && { login }),
    };
  },
};

interface Item {
  id: string;
  text?: string;
  login?: { username: string; password: string };
}

function parse({ body }: WebhookRequest): unknown {
  if ('parsed' in body) return body.parsed === 'nonsense' ? undefined : body.parsed;
  try {
    return JSON.parse(body.raw.toString());
  } catch {
    return undefined;
  }
}
