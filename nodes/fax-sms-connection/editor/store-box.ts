import { ask, call, showFailure, type Failure } from '../../editor-kit/api';
import type { Opened } from '../../editor-kit/opened';

/** What a person can decide about the store, by the reason why it fails: docs/repair.md. */
const ACTIONS: Record<string, readonly string[]> = {
  'store-copied': ['moved', 'restored'],
  'database-restored': ['moved', 'restored'],
  // Only a text: another store has to be chosen in another tab.
  'store-moved': [],
  'store-damaged': ['rescue'],
  'store-incomplete': ['rescue'],
};

export function showStore({ form, node }: Opened, reason: string | undefined, onDone: () => void): void {
  const actions = ACTIONS[reason ?? ''];
  const box = form.find('#fax-sms-connection-store').toggle(actions !== undefined);
  if (!actions || reason === undefined) return;
  box.find('p').text(node._(`fax-sms-connection.tip.${reason}`));
  box.find('button').each(function () {
    const action = $(this).attr('data-action') ?? '';
    $(this).toggle(actions.includes(action)).off('click');
    $(this).on('click', () => {
      const question = node._(`fax-sms-connection.message.confirm-${action}`);
      ask(node, { question, yes: node._(`fax-sms-connection.action.${action}`) }, () => {
        call('POST', 'store', { action, connection: node.id }).then(onDone, (failure: unknown) =>
          showFailure(node, failure as Failure),
        );
      });
    });
  });
}
