import { checkFields, isBoolean, isCount, isString, oneOf, type FieldChecks } from '../check-fields';
import { ERROR_TYPES, SMS_TYPES, type SmsFailure, type SmsType } from './sms-message';

/** How something becomes known beside what REST tells of it. `late`: an hour after; `reordered`: after the next push. */
export const DELIVERIES = ['push', 'push-twice', 'reordered', 'late', 'poll-only'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** `xml` is the current protocol, the others the older Account Event Handler. */
export const PROTOCOLS = ['xml', 'form', 'soap'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export const SUBSCRIPTION_EVENTS = ['Subscribe', 'Unsubscribe', 'Resubscribe', 'Continue'] as const;
export type SubscriptionType = (typeof SUBSCRIPTION_EVENTS)[number];

/** The simulator's own defaults apply to what is left out. */
interface InjectCommon {
  deliver?: Delivery;
  /** Opt-outs exist in `xml` alone, subscriptions in the others alone; they go by those whatever is said here. */
  protocol?: Protocol;
  /** Account reference; the first account unless given. */
  account?: string;
  /** The push is of an account that is not ours; REST knows nothing of it. */
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
  /** ms since the epoch; now unless given. */
  receivedAt?: number;
}

/** A receipt for a message that another program has sent, unless `messageId` names one. */
export interface InjectReceipt extends InjectCommon {
  kind: 'delivered' | 'failed';
  messageId?: string;
  from?: string;
  to?: string;
  text?: string;
  /** Only of `failed`; `false`: without a reason. */
  failure?: Partial<SmsFailure> | false;
  /** ms since the epoch; now unless given. */
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

/** A push whose root, `notificationType` or operation nobody has heard of. */
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
  // It becomes the name of an element.
  unknown: { ...COMMON, name: (value) => typeof value === 'string' && /^[A-Za-z]\w{0,63}$/.test(value) },
};

/** Reads what is to arrive, come as JSON; undefined: a kind or field that does not exist. */
export function parseInject(value: unknown): Inject | undefined {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : 'sms';
  const checks = typeof kind === 'string' && Object.hasOwn(FIELDS, kind) ? FIELDS[kind] : undefined;
  return checks && checkFields(value, checks);
}
