import { checkFields, isBoolean, isCount, isString, oneOf, type FieldChecks } from '../check-fields';
import { ERROR_TYPES, SMS_TYPES, type SmsFailure, type SmsType } from './sms-message';

/** How an item is delivered, besides being visible by REST. `late`: an hour later. `reordered`: after the next push. */
export const DELIVERIES = ['push', 'push-twice', 'reordered', 'late', 'poll-only'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** `xml` is the current protocol; the others are the older Account Event Handler. */
export const PROTOCOLS = ['xml', 'form', 'soap'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export const SUBSCRIPTION_EVENTS = ['Subscribe', 'Unsubscribe', 'Resubscribe', 'Continue'] as const;
export type SubscriptionType = (typeof SUBSCRIPTION_EVENTS)[number];

/** For omitted fields the simulator's defaults apply. */
interface InjectCommon {
  deliver?: Delivery;
  /** Ignored for opt-outs, which exist only in `xml`, and for subscriptions with `xml`, which has none. */
  protocol?: Protocol;
  /** An account reference; default: the first account. */
  account?: string;
  /** The push belongs to another customer's account, and REST does not know of it. */
  foreign?: boolean;
}

export interface InjectSms extends InjectCommon {
  kind?: 'sms';
  from?: string;
  to?: string;
  /** Hex for `Binary` and `SmartMessage`. */
  text?: string;
  type?: SmsType;
  parts?: number;
  /** ms since the epoch; default: now. */
  receivedAt?: number;
}

/** A receipt for a message that another program has sent, unless `messageId` names one. */
export interface InjectReceipt extends InjectCommon {
  kind: 'delivered' | 'failed';
  messageId?: string;
  from?: string;
  to?: string;
  text?: string;
  /** Only for `failed`; `false` for a receipt without a reason. */
  failure?: Partial<SmsFailure> | false;
  /** ms since the epoch; default: now. */
  occurredAt?: number;
}

export interface InjectOptOut extends InjectCommon {
  kind: 'opt-out';
  from?: string;
}

export interface InjectSubscription extends InjectCommon {
  kind: 'subscription';
  from?: string;
  event?: SubscriptionType;
  contactId?: string;
}

/** A push with an unknown root, `notificationType` or operation. */
export interface InjectUnknown extends InjectCommon {
  kind: 'unknown';
  name?: string;
}

export type Inject = InjectSms | InjectReceipt | InjectOptOut | InjectSubscription | InjectUnknown;

const COMMON: FieldChecks = {
  kind: isString,
  deliver: oneOf(DELIVERIES),
  protocol: oneOf(PROTOCOLS),
  account: isString,
  foreign: isBoolean,
};
const FAILURE: FieldChecks = {
  code: isCount,
  detail: isString,
  permanent: isBoolean,
  errorType: oneOf(ERROR_TYPES),
};
const RECEIPT: FieldChecks = {
  ...COMMON,
  messageId: isString,
  from: isString,
  to: isString,
  text: isString,
  occurredAt: isCount,
  failure: (value) => value === false || checkFields(value, FAILURE) !== undefined,
};

const FIELDS: Record<string, FieldChecks> = {
  sms: {
    ...COMMON,
    from: isString,
    to: isString,
    text: isString,
    receivedAt: isCount,
    type: oneOf(SMS_TYPES),
    parts: (value) => Number.isInteger(value) && isCount(value) && value !== 0,
  },
  delivered: RECEIPT,
  failed: RECEIPT,
  'opt-out': { ...COMMON, from: isString },
  subscription: { ...COMMON, from: isString, event: oneOf(SUBSCRIPTION_EVENTS), contactId: isString },
  // The name becomes that of an XML element.
  unknown: { ...COMMON, name: (value) => typeof value === 'string' && /^[A-Za-z]\w{0,63}$/.test(value) },
};

/** Reads an item to inject from JSON; undefined for an unknown kind or field. */
export function parseInject(value: unknown): Inject | undefined {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : 'sms';
  const checks = typeof kind === 'string' && Object.hasOwn(FIELDS, kind) ? FIELDS[kind] : undefined;
  return checks && checkFields(value, checks);
}
