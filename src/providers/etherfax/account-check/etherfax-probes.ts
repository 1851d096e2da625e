import { isRecord } from '../../../domain/is-record';
import { describeAnswer, hasSucceeded, isGood, jsonOf } from '../../account-check/answer';
import { anonymousProbe, clockProbe, limitsProbe, typesProbe } from '../../account-check/common-probes';
import {
  cannotTell,
  differs,
  either,
  hasFields,
  holds,
  isText,
  isTextOrNumber,
  isWhole,
  ofAnswer,
  ofItems,
  ofJson,
} from '../../account-check/findings';
import type { Finding, Probe } from '../../account-check/probe';
import { redact } from '../../account-check/redacted';
import { shapeOf, shapeOfText } from '../../account-check/shape-of';
import { ACCOUNT } from '../codec/answer-fields';
import { ITEM_NOT_FOUND, readFaxResult } from '../codec/fax-result';
import { listIn, unreadIn, type EtherFaxAnswers, type EtherFaxStep } from './etherfax-answers';

export const WAIT_SECONDS = 8;
/** A server that answers sooner than this has ignored `wait`. */
const AT_ONCE_MS = 2_000;

type EtherFaxProbe = Probe<EtherFaxStep>;

const ACCOUNT_PROBES: readonly EtherFaxProbe[] = [
  {
    id: 'EF-01',
    assumes: 'The base URL answers as etherFAX REST Services 3.0',
    after: 'banner',
    judge: ({ banner }) =>
      ofAnswer(banner, (answer) => {
        const isBanner = hasSucceeded(answer) && /^\s*etherFAX REST Services 3\.0/i.test(answer.body);
        return either(isBanner, isBanner ? redact`its banner` : describeAnswer(answer));
      }),
  },
  {
    id: 'EF-17',
    assumes: 'The account tells `Account` as text or number and `Ports` as a number',
    after: 'account',
    judge: ({ account }) =>
      ofJson(account, (value) => {
        const finding = hasFields(value, { Account: isTextOrNumber }, { Ports: isWhole });
        return { ...finding, seen: finding.verdict === 'holds' ? shapeOf(value, ACCOUNT) : finding.seen };
      }),
  },
  {
    id: 'EF-40',
    assumes: '`outbox?a=pending` tells `PendingFaxes` and `AvailableChannels` as numbers',
    after: 'pending',
    judge: ({ pending }) =>
      ofJson(pending, (value) => hasFields(value, { PendingFaxes: isWhole, AvailableChannels: isWhole })),
  },
  {
    id: 'EF-38',
    assumes: 'An API key is taken as Bearer and by Basic with an empty user name',
    after: 'other',
    judge: ({ account, other }) => {
      if (other === undefined) return cannotTell(redact`the connection has no API key`);
      return ofAnswer(other, (answer) =>
        isGood(account)
          ? either(hasSucceeded(answer), redact`Basic: HTTP ${answer.status}`)
          : cannotTell(redact`not by Bearer`),
      );
    },
  },
  anonymousProbe({ id: 'EF-11', after: 'anonymous' }, [401, 403]),
  {
    id: 'EF-14',
    assumes: 'A refusal says why in JSON with `Message`',
    after: 'anonymous',
    judge: ({ anonymous }) =>
      ofAnswer(anonymous, (answer) => {
        const value = jsonOf(answer);
        return value === undefined ? differs(describeAnswer(answer)) : hasFields(value, { Message: isText });
      }),
  },
  clockProbe({ id: 'EF-41', after: 'account' }),
  limitsProbe({ id: 'EF-12', after: 'other' }),
];

const INBOX_PROBES: readonly EtherFaxProbe[] = [
  {
    id: 'EF-42',
    assumes: '`inbox?a=unread` tells `UnreadFaxes` as a number',
    after: 'unread',
    judge: ({ unread }) => ofJson(unread, (value) => hasFields(value, { UnreadFaxes: isWhole })),
  },
  {
    id: 'EF-07',
    assumes: '`inbox?a=list` is a JSON array, also when nothing is unread',
    after: 'list',
    judge: ({ list }) =>
      ofJson(list, (value) => either(Array.isArray(value), shapeOf(value, ['FaxResult', 'JobId', 'Message']))),
  },
  {
    id: 'EF-06',
    assumes: 'The list of unread faxes can be read whole',
    after: 'list',
    judge: ({ list }) =>
      ofAnswer(list, (answer) => {
        if (!hasSucceeded(answer)) return cannotTell(describeAnswer(answer));
        return either(
          !answer.isCut,
          redact`${answer.body.length / 1_024} KiB${answer.isCut ? redact` and more` : redact``}`,
        );
      }),
  },
  {
    id: 'EF-08',
    assumes: 'What is counted as unread and what is listed is the same',
    after: 'unread-again',
    judge: (answers) => {
      const [count, again] = [unreadIn(answers, 'unread'), unreadIn(answers, 'unread-again')];
      const listed = listIn(answers)?.length;
      if (count === undefined || again === undefined || listed === undefined)
        return cannotTell(redact`no count or no list`);
      const isBetween = listed >= Math.min(count, again) && listed <= Math.max(count, again);
      return either(isBetween, redact`${count} counted, ${listed} listed, ${again} counted`);
    },
  },
  {
    id: 'EF-39',
    assumes: 'Reading the list marks nothing as received',
    after: 'unread-again',
    judge: (answers) => {
      const [before, after] = [unreadIn(answers, 'unread'), unreadIn(answers, 'unread-again')];
      if (before === undefined || after === undefined) return cannotTell(redact`no count`);
      if (before === 0) return cannotTell(redact`nothing was unread`);
      return either(after >= before, redact`${before} unread before, ${after} after`);
    },
  },
  {
    id: 'EF-02',
    assumes: '`wait` on the inbox holds the answer until a fax comes',
    after: 'wait',
    judge: ({ wait }) => {
      if (wait === undefined) return cannotTell(redact`something is unread, so every wait is answered at once`);
      if (wait.outcome === 'unanswered') return differs(redact`asked to wait ${WAIT_SECONDS} s: ${wait.reason}`);
      if (!isGood(wait)) return differs(describeAnswer(wait));
      if (unreadIn({ wait }, 'wait') !== 0) return cannotTell(redact`a fax came meanwhile`);
      return either(
        wait.ms >= AT_ONCE_MS,
        redact`asked to wait ${WAIT_SECONDS} s, answered after ${wait.ms / 1_000} s`,
      );
    },
  },
  {
    id: 'EF-09',
    assumes: 'An unknown job gets HTTP 404 or 410, or `FaxResult` 103',
    after: 'unknown-job',
    judge: (answers) =>
      ofAnswer(answers['unknown-job'], (answer) => {
        const value = jsonOf(answer);
        const result = isRecord(value) ? readFaxResult(value['FaxResult']) : undefined;
        const isUnknown = [404, 410].includes(answer.status) || result?.code === ITEM_NOT_FOUND;
        return either(
          isUnknown,
          result?.code === undefined ? describeAnswer(answer) : redact`FaxResult ${result.code}`,
        );
      }),
  },
];

const ITEM = ['FaxResult', 'JobId', 'PagesReceived', 'ConnectTime', 'ConnectSpeed', 'ReceivedOn', 'FaxImage'];

const LISTED_PROBES: readonly EtherFaxProbe[] = [
  ofListed('EF-18', '`FaxResult` is a number, a number as text, or a name that is known', (fax) => {
    const value = fax['FaxResult'];
    return either(readFaxResult(value)?.code !== undefined, shapeOf(value, ITEM));
  }),
  ofListed('EF-19', 'The list carries no documents', (fax) => {
    const image = fax['FaxImage'];
    return either(image === undefined || image === null || image === '', shapeOf(image, ITEM));
  }),
  ofListed('EF-21', '`DocumentParams.Hash` is an MD5, in hexadecimal or base64', (fax) => {
    const hash = paramsOf(fax)['Hash'];
    if (hash === undefined || hash === null) return cannotTell(redact`absent`);
    const isMd5 = typeof hash === 'string' && /^(?:[0-9a-f]{32}|[A-Za-z0-9+/]{22}==)$/i.test(hash);
    return either(isMd5, shapeOf(hash, ITEM));
  }),
  ofListed('EF-22', '`DocumentParams.Type` is a media type of TIFF, PDF or SENx', (fax) => {
    const type = paramsOf(fax)['Type'];
    if (type === undefined || type === null) return cannotTell(redact`absent`);
    const isKnown = typeof type === 'string' && /^(?:image\/tiff?|application\/(?:pdf|x-senx))$/i.test(type.trim());
    return either(isKnown, isKnown ? redact`a known one` : shapeOf(type, ITEM));
  }),
  ofListed('EF-25', '`PagesReceived`, `ConnectTime` and `ConnectSpeed` are whole numbers', (fax) =>
    hasFields(fax, {}, { PagesReceived: isWhole, ConnectTime: isWhole, ConnectSpeed: isWhole }),
  ),
  ofListed('EF-26', '`ReceivedOn` is a UTC time, with Z or without a zone', (fax) => {
    const time = fax['ReceivedOn'];
    const isTime = typeof time === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,7})?Z?$/.test(time);
    return either(isTime, shapeOf(time, ITEM));
  }),
  ofListed('EF-30', 'A `JobId` is a GUID', (fax) => {
    const id = fax['JobId'];
    if (typeof id !== 'string') return differs(shapeOf(id, ITEM));
    const seen = shapeOfText(id);
    return seen.startsWith('GUID') ? holds(seen) : differs(seen);
  }),
];

function ofListed(id: string, assumes: string, judge: (fax: Record<string, unknown>) => Finding): EtherFaxProbe {
  return {
    id,
    assumes,
    after: 'list',
    judge: (answers: EtherFaxAnswers) => {
      const faxes = listIn(answers);
      if (faxes === undefined) return cannotTell(redact`no list`);
      return ofItems(faxes, (fax) => (isRecord(fax) ? judge(fax) : differs(shapeOf(fax, ITEM))));
    },
  };
}

function paramsOf(fax: Record<string, unknown>): Record<string, unknown> {
  return isRecord(fax['DocumentParams']) ? fax['DocumentParams'] : {};
}

export const ETHERFAX_PROBES: readonly EtherFaxProbe[] = [
  ...ACCOUNT_PROBES,
  ...INBOX_PROBES,
  ...LISTED_PROBES,
  typesProbe(
    { id: 'EF-43', after: 'wait', assumes: 'Every answer is JSON' },
    ['account', 'pending', 'unread', 'list', 'wait'],
    ['application/json', 'text/json'],
  ),
];
