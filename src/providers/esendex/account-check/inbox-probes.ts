import { describeAnswer, hasSucceeded, mediaTypeOf, type Answer } from '../../account-check/answer';
import { cannotTell, differs, either, ofAnswer } from '../../account-check/findings';
import type { Finding, Probe } from '../../account-check/probe';
import { known, listed, redact, type Redacted } from '../../account-check/redacted';
import { shapeOfText } from '../../account-check/shape-of';
import { readTime } from '../../../domain/provider-time';
import type { XmlElement } from '../../xml/xml-element';
import { totalOf } from '../wire/esendex-client';
import { readId } from '../wire/wire-values';
import { fieldOf, isUnread, messagesIn, xmlOf, type EsendexAnswers, type EsendexStep } from './esendex-answers';

type EsendexProbe = Probe<EsendexStep>;

export const INBOX_PROBES: readonly EsendexProbe[] = [
  {
    id: 'ES-43',
    assumes: 'The inbox is XML with the root `messageheaders`',
    after: 'inbox',
    judge: ({ inbox }) =>
      ofAnswer(inbox, (answer) =>
        hasSucceeded(answer)
          ? either(messagesIn(inbox) !== undefined, redact`${mediaTypeOf(answer)}, ${rootOf(inbox)}`)
          : cannotTell(describeAnswer(answer)),
      ),
  },
  {
    id: 'ES-27',
    assumes: 'Pages hold no more than was asked for, begin where asked, and tell `totalcount`',
    after: 'next-page',
    judge: (answers) => {
      const [first, next] = [messagesIn(answers.inbox), messagesIn(answers['next-page'])];
      if (first === undefined || next === undefined) return cannotTell(redact`no list`);
      const total = totalIn(answers.inbox);
      const seen = redact`${first.length} and ${next.length} items, ${total === undefined ? redact`no totalcount` : redact`totalcount ${total}`}`;
      if (total === undefined || total < first.length || next.length > 1 || first.length > PAGE) return differs(seen);
      if (first.length < 2) return cannotTell(redact`${seen}: too few to turn a page`);
      return either(next.length === 1 && idOf(next[0]) === idOf(first[1]), seen);
    },
  },
  {
    id: 'ES-46',
    assumes: '`start` leaves out what was received before',
    after: 'window',
    judge: (answers) => {
      const [all, since] = [messagesIn(answers.inbox), messagesIn(answers.window)];
      if (since === undefined) return cannotTell(describeAnswer(answers.window));
      if (all?.length === 0) return cannotTell(redact`the inbox is empty`);
      return either(since.length === 0, redact`${since.length} items for a start in the future`);
    },
  },
  {
    id: 'ES-45',
    assumes: 'Reading the list marks nothing as read',
    after: 'inbox-again',
    judge: (answers) => {
      const unread = unreadIds(answers.inbox);
      const again = messagesIn(answers['inbox-again']);
      if (unread === undefined || again === undefined) return cannotTell(redact`no list`);
      if (unread.length === 0) return cannotTell(redact`nothing was unread`);
      const marked = again.filter((message) => !isUnread(message) && unread.includes(idOf(message)));
      return either(marked.length === 0, redact`${unread.length} unread before, ${marked.length} of them read after`);
    },
  },
  ofInbox('ES-09', 'Ids are GUIDs', (message) => {
    const id = message.attributes.get('id') ?? '';
    const seen = id === '' ? redact`absent` : shapeOfText(id);
    return either(seen.startsWith('GUID'), seen);
  }),
  ofInbox('ES-15', '`receivedat` is a UTC time, with Z or without a zone', (message) => {
    const time = fieldOf(message, 'receivedat');
    if (time === undefined) return differs(redact`absent`);
    return either(readTime(time) !== undefined && !/[+-]\d\d:?\d\d$/.test(time), shapeOfText(time));
  }),
  ofInbox('ES-17', 'Numbers are international, in digits alone, with `+` or `00`', (message) => {
    const from = fieldOf(message, 'from', 'phonenumber');
    const to = fieldOf(message, 'to', 'phonenumber');
    if (from === undefined || to === undefined) return differs(redact`no phonenumber in from and to`);
    // Only `to` is judged: it is always a number, while the sender may also be a short code or a name.
    return either(/^(?:\+|00)?[1-9]\d{6,14}$/.test(to), redact`to: ${shapeOfText(to)}; from: ${shapeOfText(from)}`);
  }),
  {
    id: 'ES-44',
    assumes: 'What was never read has a `readat` of the year 1, or none',
    after: 'inbox',
    judge: ({ inbox }) => {
      const messages = messagesIn(inbox);
      if (messages === undefined) return cannotTell(redact`no list`);
      const times = messages.map((message) => fieldOf(message, 'readat')?.trim() ?? '');
      if (times.length === 0) return cannotTell(redact`there is nothing to look at`);
      const odd = times.filter((time) => time !== '' && !time.startsWith('0001-01-01') && readTime(time) === undefined);
      const unread = messages.filter(isUnread).length;
      return either(odd.length === 0, redact`${unread} of ${messages.length} unread, ${odd.length} unreadable`);
    },
  },
  {
    id: 'ES-14',
    assumes: '`messageheaders/{id}` tells `receivedat` and `parts`',
    after: 'header',
    judge: ({ header }) => {
      if (header === undefined) return cannotTell(NONE_READ);
      const root = xmlOf(header);
      if (root === undefined) return differs(describeAnswer(header));
      const [time, parts] = [fieldOf(root, 'receivedat'), fieldOf(root, 'parts')];
      const seen = redact`receivedat: ${time === undefined ? redact`absent` : shapeOfText(time)}; parts: ${parts === undefined ? redact`absent` : shapeOfText(parts)}`;
      return either(readTime(time) !== undefined && /^\d+$/.test(parts?.trim() ?? ''), seen);
    },
  },
  {
    id: 'ES-47',
    assumes: '`body` has `bodytext`, and `characterset` where it is text',
    after: 'body',
    judge: ({ body }) => {
      if (body === undefined) return cannotTell(NONE_READ);
      const root = xmlOf(body);
      if (root === undefined) return differs(describeAnswer(body));
      const set = fieldOf(root, 'characterset')?.trim();
      const shown =
        set === undefined ? redact`no characterset` : (known(set, ['GSM', 'Unicode']) ?? redact`another one`);
      const isKnown = set === undefined || known(set, ['GSM', 'Unicode']) !== undefined;
      const hasText = fieldOf(root, 'bodytext') !== undefined;
      return either(hasText && isKnown, listed([hasText ? redact`bodytext` : redact`no bodytext`, shown]));
    },
  },
  {
    id: 'ES-32',
    assumes: 'An unknown message gets HTTP 404 or 410',
    after: 'unknown',
    judge: ({ unknown }) =>
      ofAnswer(unknown, (answer) => either([404, 410].includes(answer.status), describeAnswer(answer))),
  },
];

const PAGE = 20;
const NONE_READ = redact`no message there has been read already, and an unread one is left alone`;

function ofInbox(id: string, assumes: string, judge: (message: XmlElement) => Finding): EsendexProbe {
  return {
    id,
    assumes,
    after: 'inbox',
    judge: ({ inbox }: EsendexAnswers) => {
      const messages = messagesIn(inbox);
      if (messages === undefined) return cannotTell(redact`no list`);
      const [first] = messages;
      return first === undefined ? cannotTell(redact`there is nothing to look at`) : judge(first);
    },
  };
}

function rootOf(answer: Answer | undefined): Redacted {
  const root = xmlOf(answer);
  if (root === undefined) return redact`not XML`;
  const shown = known(root.name, ['messageheaders', 'messageheader', 'response', 'errors', 'error', 'html']);
  return shown === undefined ? redact`another root` : redact`root ${shown}`;
}

function totalIn(answer: Answer | undefined): number | undefined {
  const root = xmlOf(answer);
  return root && totalOf(root);
}

function idOf(message: XmlElement | undefined): string {
  return readId(message?.attributes.get('id'))?.key ?? '';
}

function unreadIds(answer: Answer | undefined): string[] | undefined {
  return messagesIn(answer)?.filter(isUnread).map(idOf);
}
