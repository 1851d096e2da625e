import { describeAnswer, hasSucceeded, mediaTypeOf } from '../../account-check/answer';
import { cannotTell, either, ofAnswer } from '../../account-check/findings';
import type { Probe } from '../../account-check/probe';
import { listed, redact } from '../../account-check/redacted';
import { smsStateOf } from '../events/sms-state';
import { fieldOf, messagesIn, type EsendexStep } from './esendex-answers';

/** Probes of the list of sent messages. */
export const SENT_PROBES: readonly Probe<EsendexStep>[] = [
  {
    id: 'ES-50',
    assumes: '`messageheaders` answers in XML, whatever is asked for',
    after: 'sent',
    judge: ({ sent }) =>
      ofAnswer(sent, (answer) =>
        hasSucceeded(answer)
          ? either(messagesIn(sent) !== undefined, redact`${mediaTypeOf(answer)} to a wish for JSON`)
          : cannotTell(describeAnswer(answer)),
      ),
  },
  {
    id: 'ES-51',
    assumes: '`messageheaders` lists only what was sent',
    after: 'sent',
    judge: ({ sent }) => {
      const messages = messagesIn(sent);
      if (messages === undefined || messages.length === 0) return cannotTell(redact`there is nothing to look at`);
      const inbound = messages.filter((message) => fieldOf(message, 'direction')?.trim().toLowerCase() === 'inbound');
      return either(inbound.length === 0, redact`${inbound.length} of ${messages.length} inbound`);
    },
  },
  {
    id: 'ES-20',
    assumes: 'Every `status` is one that we know',
    after: 'sent',
    judge: ({ sent }) => {
      const messages = messagesIn(sent);
      if (messages === undefined || messages.length === 0) return cannotTell(redact`there is nothing to look at`);
      const unknown = messages.filter((message) => smsStateOf(fieldOf(message, 'status') ?? '') === 'unknown');
      return either(unknown.length === 0, redact`${unknown.length} of ${messages.length} are new to us`);
    },
  },
  {
    id: 'ES-18',
    assumes: 'A `failurereason` has a whole `code`, and `permanentfailure` or `retryable`',
    after: 'sent',
    judge: ({ sent }) => {
      const failed = (messagesIn(sent) ?? []).flatMap(
        (message) => message.children.find(({ name }) => name.toLowerCase() === 'failurereason') ?? [],
      );
      const [reason] = failed;
      if (reason === undefined) return cannotTell(redact`nothing there has failed`);
      const names = ['permanentfailure', 'retryable'].filter((name) => fieldOf(reason, name) !== undefined);
      const hasCode = /^\d+$/.test(fieldOf(reason, 'code')?.trim() ?? '');
      const seen = [hasCode ? redact`a code` : redact`no code`, redact`${names.length} of the two names`];
      return either(hasCode && names.length > 0, listed(seen));
    },
  },
];
