import type { TestFace } from '../../../src/providers/face';
import { faceOfConnection } from '../../editor-kit';
import { call, mayWrite, pathOf, reasonOf, type Failure } from '../../editor-kit/api';
import type { Opened } from '../../editor-kit/opened';
import { chosenFace, isSimulated } from './opened';
import { say } from './result';
import { enableOutcomes, testItem } from './test-item';

/** Shows a button for each kind of test event that the chosen provider's simulator can receive. */
export function showTests(opened: Opened): void {
  const { form, node } = opened;
  const tests = isSimulated(node) ? (chosenFace(node)?.tests ?? []) : [];
  form
    .find('#fax-sms-connection-tests')
    .empty()
    .append(tests.flatMap((test) => [buttonOf(opened, test), document.createTextNode(' ')]));
  enableTests(opened);
}

/** Enables the buttons that the deployed connection supports, whatever is chosen in the form. */
export function enableTests(opened: Opened, isRunning = opened.form.data('isRunning') === true): void {
  const { form, node } = opened;
  form.data('isRunning', isRunning);
  const deployed = node['simulator'] === true ? (faceOfConnection(node)?.tests ?? []) : [];
  const buttons = form.find('.pushline-inject').prop('disabled', true);
  const enabled = buttons.filter(
    (_, button) => isRunning && mayWrite() && deployed.some(({ label }) => label === button.dataset['test']),
  );
  enabled.prop('disabled', false);
  enableOutcomes(opened, enabled.length > 0);
  form.find('#fax-sms-connection-inject-why').toggleClass('pushline-done', enabled.length > 0);
}

function buttonOf(opened: Opened, { label, icon, kinds }: TestFace): HTMLElement {
  const { node } = opened;
  const button = $('<button type="button" class="red-ui-button pushline-inject">').attr('data-test', label);
  button.append($('<i aria-hidden="true">').addClass(`fa fa-${icon}`), ' ');
  button.append($('<span>').text(node._(`fax-sms-connection.label.${label}`)));
  button.on('click', () => {
    const items: object[] = [];
    for (const kind of kinds) {
      const item = testItem(opened, kind);
      if (typeof item === 'string') {
        say(opened, node._(`fax-sms-connection.message.${item}`), 'bad');
        return;
      }
      items.push({ kind, ...item });
    }
    const all = items.map((item) => call('POST', `${pathOf(node)}/inject`, item));
    Promise.all(all).then(
      () => say(opened, node._(`fax-sms-connection.message.injected-${kinds.join('-')}`), 'good'),
      (failure: unknown) => say(opened, reasonOf(node, failure as Failure), 'bad'),
    );
  });
  return button.get(0) as HTMLElement;
}
