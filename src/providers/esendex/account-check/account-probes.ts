import { isRecord } from '../../../domain/is-record';
import { describeAnswer, hasSucceeded, jsonOf, mediaTypeOf } from '../../account-check/answer';
import { anonymousProbe, challengeOf, clockProbe, limitsProbe } from '../../account-check/common-probes';
import { cannotTell, differs, either, hasFields, isText, isTextOrNumber, ofAnswer } from '../../account-check/findings';
import type { Probe } from '../../account-check/probe';
import { redact } from '../../account-check/redacted';
import { shapeOf } from '../../account-check/shape-of';
import { accountFields, accountsIn, xmlOf, type EsendexStep } from './esendex-answers';

const ACCOUNT = [
  ...['id', 'uri', 'reference', 'label', 'address', 'alias', 'type', 'messagesremaining', 'expireson', 'role'],
  'defaultdialcode',
];

export function accountProbes(reference: string): readonly Probe<EsendexStep>[] {
  return [
    {
      id: 'ES-26',
      assumes: '`accounts` is a list in JSON or XML, with `id` and `reference`',
      after: 'accounts',
      judge: (answers) =>
        ofAnswer(answers.accounts, (answer) => {
          if (!hasSucceeded(answer)) return cannotTell(describeAnswer(answer));
          const accounts = accountsIn(answers);
          const count = accounts === undefined ? redact`` : redact`, ${accounts.length} usable`;
          return either((accounts?.length ?? 0) > 0, redact`${mediaTypeOf(answer)}${count}`);
        }),
    },
    {
      id: 'ES-48',
      assumes: 'The login may use the account of the connection',
      after: 'accounts',
      judge: (answers) => {
        const accounts = accountsIn(answers);
        if (accounts === undefined) return cannotTell(redact`no list of accounts`);
        const isThere = accounts.some((one) => one.reference.toLowerCase() === reference.toLowerCase());
        return either(
          isThere,
          redact`${accounts.length} accounts, ${isThere ? redact`with` : redact`without`} this one`,
        );
      },
    },
    {
      id: 'ES-49',
      assumes: 'In JSON the account has `address` and `defaultdialcode`, all in small letters',
      after: 'accounts',
      judge: (answers) => {
        if (!isRecord(jsonOf(answers.accounts))) {
          return cannotTell(xmlOf(answers.accounts) === undefined ? describeAnswer(answers.accounts) : redact`XML`);
        }
        const account = accountFields(answers, reference);
        if (Object.keys(account).length === 0) return differs(redact`no such account with these names`);
        const finding = hasFields(account, { id: isText }, { address: isAny, defaultdialcode: isTextOrNumber });
        return { ...finding, seen: finding.verdict === 'holds' ? shapeOf(account, ACCOUNT) : finding.seen };
      },
    },
    {
      ...anonymousProbe<EsendexStep>({ id: 'ES-42', after: 'anonymous' }, [401]),
      assumes: 'A request without a login gets HTTP 401 and a challenge for Basic',
      judge: ({ anonymous }) =>
        ofAnswer(anonymous, (answer) => {
          const seen = challengeOf(answer);
          return either(answer.status === 401 && seen === 'challenge basic', redact`HTTP ${answer.status}, ${seen}`);
        }),
    },
    clockProbe({ id: 'ES-38', after: 'accounts' }),
    limitsProbe({ id: 'ES-29', after: 'anonymous' }),
  ];
}

const isAny = (): boolean => true;
