import type { EditorNode } from '../../editor-kit';
import { ask, call, pathOf, tell, type Failure } from './api';
import { ACTIONS, type Item } from './items';

/** Texts only: names and reasons come from outside. */
export function itemRow(node: EditorNode, item: Item, onDone: () => void): HTMLElement {
  const kind = node._(`fax-sms-connection.kind.${item.kind.replace('.', '-')}`, { defaultValue: item.kind });
  const state = item.deadBy ? `dead-${item.deadBy}` : item.state;
  const cells = [
    kind,
    node._(`fax-sms-connection.itemState.${state}`),
    new Date(item.storedAt).toLocaleString(),
    item.attempts === undefined ? '' : String(item.attempts),
    item.size ? `${Math.ceil(item.size / 1024)} KB` : '',
    item.logId ?? '',
  ];
  const row = $('<tr>').attr('title', item.key ?? item.jobId ?? '');
  row.append(cells.map((text) => $('<td>').text(text)));
  const buttons = (ACTIONS[item.state] ?? []).map((action) => actionButton(node, action, item, onDone));
  row.append($('<td>').append(buttons));
  return row.get(0) as HTMLElement;
}

function actionButton(node: EditorNode, action: string, item: Item, onDone: () => void): JQuery {
  const text = node._(`fax-sms-connection.action.${action}`);
  const own = node._(`fax-sms-connection.action.${action}-${item.state}`, { defaultValue: text });
  const button = $('<button type="button" class="red-ui-button red-ui-button-small">').text(own);
  const run = (): void => act(node, action, item, onDone);
  // Closing tells the provider and dropping loses the item: neither can be taken back.
  return button.on('click', () => (action === 'offer' ? run() : ask(node, action, run)));
}

function act(node: EditorNode, action: string, { key, jobId }: Item, onDone: () => void): void {
  const body = { action: action.replace('-job', ''), key, jobId };
  call('POST', `${pathOf(node)}/actions`, body).then(onDone, (failure: unknown) => tell(node, failure as Failure));
}
