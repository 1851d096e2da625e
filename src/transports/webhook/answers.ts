import type { WebhookAnswer } from '../../domain/webhook';

/** While starting, stopping, overloaded or without a working store: the provider keeps the event and tries again. */
export const UNAVAILABLE: WebhookAnswer = { status: 503, headers: { 'retry-after': '10' } };

export const UNAUTHORIZED: WebhookAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="fax-sms", charset="UTF-8"' },
};

export const BAD_REQUEST: WebhookAnswer = { status: 400 };
export const TOO_SLOW: WebhookAnswer = { status: 408, headers: { connection: 'close' } };
export const TOO_LARGE: WebhookAnswer = { status: 413 };
export const WRONG_CODING: WebhookAnswer = { status: 415 };
