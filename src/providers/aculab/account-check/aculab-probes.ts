import { isRecord } from '../../../domain/is-record';
import { describeAnswer, hasSucceeded, jsonOf, mediaTypeOf, type Answer } from '../../account-check/answer';
import { anonymousProbe, clockProbe, limitsProbe, typesProbe } from '../../account-check/common-probes';
import { cannotTell, differs, either, hasFields, holds, isText, ofAnswer, ofJson } from '../../account-check/findings';
import type { Finding, Probe } from '../../account-check/probe';
import { known, redact, type Redacted } from '../../account-check/redacted';
import { shapeOf } from '../../account-check/shape-of';
import { codeIn } from '../wire/service-error';
import { instanceIdIn, readAculabTime } from '../wire/wire-values';
import { readFileList } from '../wire/file-list-codec';
import { faxesIn, type AculabAnswers, type AculabStep } from './aculab-answers';

type AculabProbe = Probe<AculabStep>;

const FILE = ['filename', 'created_date', 'size', 'files', 'file_list', 'error', 'request'];
const CODES = ['0001', '0002', '0003', '0004', '0005', '0006', '0105', '0402', '0405', '0406', '0505'];

const SERVICE_PROBES: readonly AculabProbe[] = [
  {
    id: 'AC-40',
    assumes: '`security/protocol_check` tells `pass` as true',
    after: 'protocol',
    judge: ({ protocol }) =>
      ofJson(protocol, (value) =>
        hasFields(
          value,
          { pass: (pass) => pass === true || pass === 'true' },
          { protocol: isText, cipher: isText, source_address: isText, user_agent: () => true },
        ),
      ),
  },
  anonymousProbe({ id: 'AC-41', after: 'anonymous' }, [401, 403]),
  {
    id: 'AC-42',
    assumes: 'An application that nobody knows gets HTTP 404',
    after: 'unknown-application',
    judge: (answers) =>
      ofAnswer(answers['unknown-application'], (answer) => either(answer.status === 404, withCode(answer))),
  },
  {
    id: 'AC-43',
    assumes: 'A file that is not there gets HTTP 404',
    after: 'unknown-file',
    judge: (answers) => ofAnswer(answers['unknown-file'], (answer) => either(answer.status === 404, withCode(answer))),
  },
  {
    id: 'AC-38',
    assumes: 'A missing parameter gets HTTP 400 and code `0001`, in JSON with `error` and `code`',
    after: 'missing-parameter',
    judge: (answers) =>
      ofAnswer(answers['missing-parameter'], (answer) => {
        const seen = withCode(answer);
        return either(answer.status === 400 && codeIn(jsonOf(answer)) === '0001', seen);
      }),
  },
  {
    id: 'AC-44',
    assumes: 'The login of the outbound service is taken',
    after: 'queues',
    judge: ({ queues }) => {
      if (queues === undefined) return cannotTell(redact`no outbound service is set`);
      return ofAnswer(queues, (answer) => {
        if ([401, 403].includes(answer.status)) return differs(describeAnswer(answer));
        const isTaken = hasSucceeded(answer) && mediaTypeOf(answer) !== 'text/html';
        return isTaken ? holds(describeAnswer(answer)) : cannotTell(describeAnswer(answer));
      });
    },
  },
  clockProbe({ id: 'AC-45', after: 'protocol' }),
  typesProbe(
    { id: 'AC-46', after: 'files', assumes: 'Answers are JSON where JSON is asked for' },
    ['protocol', 'files'],
    ['application/json', 'text/json'],
  ),
  limitsProbe({ id: 'AC-39', after: 'anonymous' }),
];

const FILE_PROBES: readonly AculabProbe[] = [
  {
    id: 'AC-23',
    assumes: '`file_list` is an object by name, or a list of names or of objects with `filename`',
    after: 'files',
    judge: ({ files }) =>
      ofJson(files, (value) => {
        const list = readFileList(value);
        return either(list !== undefined, list === undefined ? shapeOf(value, FILE) : formOf(value));
      }),
  },
  ofFaxes('AC-24', '`created_date` is a time in UTC, with _ before the hours', (answers) => {
    const facts = firstFacts(jsonOf(answers.files));
    const created = isRecord(facts) ? facts['created_date'] : undefined;
    return either(readAculabTime(created) !== undefined, shapeOf(created, FILE));
  }),
  ofFaxes('AC-17', "Names in the media store keep the vendor's rules and end as sound or TIFF do", (answers) => {
    const names = namesIn(jsonOf(answers.files));
    const odd = names.filter((name) => !/^[\w./@-]+\.(?:tiff?|wave?)$/i.test(name)).length;
    const withSlash = names.filter((name) => name.startsWith('/')).length;
    return either(odd === 0, redact`${odd} of ${names.length} do not, ${withSlash} have a slash in front`);
  }),
  ofFaxes('AC-19', 'Names of received faxes end with the id of their call', (answers) => {
    const names = faxesIn(answers)?.map(({ name }) => name) ?? [];
    const named = names.filter((name) => instanceIdIn(name) !== undefined).length;
    return either(named === names.length, redact`${named} of ${names.length}`);
  }),
];

/** A probe that can only judge when the media store holds a received fax. */
function ofFaxes(id: string, assumes: string, judge: (answers: AculabAnswers) => Finding): AculabProbe {
  return {
    id,
    assumes,
    after: 'files',
    judge: (answers) => {
      const faxes = faxesIn(answers);
      if (faxes === undefined) return cannotTell(redact`no list`);
      return faxes.length === 0 ? cannotTell(redact`no received fax is in the media store`) : judge(answers);
    },
  };
}

function formOf(value: unknown): Redacted {
  if (!Array.isArray(value)) return redact`object by name, of ${isRecord(value) ? Object.keys(value).length : 0}`;
  return typeof value[0] === 'string' ? redact`list of ${value.length} names` : redact`list of ${value.length} objects`;
}

function namesIn(value: unknown): string[] {
  if (!Array.isArray(value)) return isRecord(value) ? Object.keys(value) : [];
  return value.flatMap((entry: unknown) => {
    const name = isRecord(entry) ? entry['filename'] : entry;
    return typeof name === 'string' ? [name] : [];
  });
}

function firstFacts(value: unknown): unknown {
  if (Array.isArray(value)) return value[0];
  return isRecord(value) ? Object.values(value)[0] : undefined;
}

function withCode(answer: Answer): Redacted {
  const seen = describeAnswer(answer);
  const code = codeIn(jsonOf(answer));
  if (!code) return redact`${seen}, no error code`;
  const status = /^HTTP (\d{3})$/.exec(code)?.[1];
  if (status !== undefined) return redact`${seen}, code of HTTP ${Number(status)}`;
  return redact`${seen}, code ${known(code, CODES) ?? redact`of another kind`}`;
}

export const ACULAB_PROBES: readonly AculabProbe[] = [...SERVICE_PROBES, ...FILE_PROBES];
