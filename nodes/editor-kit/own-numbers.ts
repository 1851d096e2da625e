import { textOf } from './check';
import { onConnection } from './connection';
import type { EditorNode } from './red';
import { shownInput } from './typed-inputs';

const RECEIVERS = ['fax-receive-in', 'sms-push-in'];
const SENDERS = ['fax-send', 'sms-send'];

/** Suggests for `from` the numbers that other nodes with this connection receive on or send from. */
export function suggestOwnNumbers(node: EditorNode): void {
  const id = `${node.type}-own-numbers`;
  const list = $('<datalist>').attr('id', id).insertAfter('#node-input-fromType');
  shownInput('from').attr('list', id);
  onConnection((connection) => {
    const numbers = connection ? ownNumbers(connection.id) : [];
    list.empty().append(numbers.map((number) => $('<option>').val(number)));
  });
}

function ownNumbers(connection: string): string[] {
  const of = (types: string[]): EditorNode[] =>
    types.flatMap((type) => RED.nodes.filterNodes({ type }).filter((node) => node['connection'] === connection));
  const received = of(RECEIVERS).flatMap(({ number }) => textOf(number).split(','));
  const sent = of(SENDERS).map(({ from, fromType }) => (fromType === 'str' ? textOf(from) : ''));
  const numbers = [...received, ...sent].map((number) => number.trim());
  return [...new Set(numbers.filter((number) => number !== '' && !/[*$]/.test(number)))];
}
