import { compact } from '../../../src/domain/compact';
import { textOf } from '../../editor-kit';
import { TEST_ITEM_LIMITS, type SendKind } from '../../rules/test-items';
import { call, pathOf, reasonOf, type Failure } from '../../editor-kit/api';
import type { Opened } from '../../editor-kit/opened';
import { say } from './result';

/** The fields of a test item that the user has entered. */
export interface TestItem {
  from?: string;
  to?: string;
  pages?: number;
  text?: string;
}

/** The entered test item; empty for kinds other than fax and SMS; a key below `message` if an entry is wrong. */
export function testItem({ form }: Opened, kind: string): TestItem | 'item-pages' | 'item-long' {
  if (kind !== 'fax' && kind !== 'sms') return {};
  const entered = (name: string): string => textOf(form.find(`#fax-sms-connection-item-${name}`).val());
  const [from, to] = [entered('from').trim(), entered('to').trim()];
  const text = kind === 'sms' ? entered('text') : '';
  const pages = kind === 'fax' ? entered('pages').trim() : '';
  if (pages !== '' && !isPages(pages)) return 'item-pages';
  const isLong = [from, to].some((number) => number.length > TEST_ITEM_LIMITS.number);
  if (isLong || text.length > TEST_ITEM_LIMITS.text) return 'item-long';
  return compact({
    from: from === '' ? undefined : from,
    to: to === '' ? undefined : to,
    text: text === '' ? undefined : text,
    pages: pages === '' ? undefined : Number(pages),
  });
}

function isPages(text: string): boolean {
  const pages = Number(text);
  return Number.isInteger(pages) && pages >= 1 && pages <= TEST_ITEM_LIMITS.pages;
}

/** Tells the simulator at once when an outcome is chosen. */
export function prepareOutcomes(opened: Opened): void {
  const { form, node } = opened;
  for (const sends of ['fax', 'sms'] satisfies SendKind[]) {
    const choice = form.find(`#fax-sms-connection-outcome-${sends}`);
    choice.on('change', () => {
      call('POST', `${pathOf(node)}/inject`, { kind: 'outcome', sends, outcome: choice.val() }).then(
        () => say(opened, node._(`fax-sms-connection.message.outcome-${sends}`), 'good'),
        (failure: unknown) => say(opened, reasonOf(node, failure as Failure), 'bad'),
      );
    });
  }
}

/** Shows the outcomes that are set in the simulator. */
export function showOutcomes({ form }: Opened, outcomes: Partial<Record<SendKind, string>> = {}): void {
  for (const sends of ['fax', 'sms'] satisfies SendKind[]) {
    form.find(`#fax-sms-connection-outcome-${sends}`).val(outcomes[sends] ?? '');
  }
}

export function enableOutcomes({ form }: Opened, isEnabled: boolean): void {
  form.find('[id^="fax-sms-connection-outcome-"]').prop('disabled', !isEnabled);
}
