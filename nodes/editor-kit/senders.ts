import type { Carried, ProviderFace } from '../../src/providers/face';
import { checkTyped, textOf } from './check';
import { connectionOf, faceOfConnection, onConnection } from './connection';
import type { EditorNode, Property } from './red';
import { suggestOwnNumbers } from './own-numbers';
import { showRows } from './show-rows';

/** The property `from`. Empty means the account's own, except with providers that need one. */
export function senderFor(kind: Carried): Omit<Property, 'value'> {
  return { validate: checkTyped('from', undefined, (node) => needsSender(faceOf(node), kind)) };
}

/**
 * Shows what only some providers have: rows with `when: 'choice'` if the chosen provider has these options, or if one
 * of `names` is filled and has to be emptied; and a note if the provider needs a sender.
 */
export function prepareSender(node: EditorNode, kind: Carried, names: readonly string[]): void {
  suggestOwnNumbers(node);
  onConnection((connection) => {
    const face = connection && faceOfConnection(connection);
    $(`#${node.type}-aculab`).toggle(needsSender(face, kind));
    const isFilled = names.some((name) => !NOTHING.has(textOf($(`#node-input-${name}`).val())));
    const facts = hasChoice(face, kind) || isFilled ? ['choice'] : [];
    showRows($(`.pushline-${node.type}`), new Set(facts));
  });
}

/** Values of fields in which nothing was chosen. */
const NOTHING = new Set(['', '0', 'Auto']);

function faceOf(node: EditorNode): ProviderFace | undefined {
  const connection = connectionOf(node);
  return connection && faceOfConnection(connection);
}

function needsSender(face: ProviderFace | undefined, kind: Carried): boolean {
  return (kind === 'fax' ? face?.fax?.needsCallerId : face?.sms?.needsSender) ?? false;
}

/** Without a connection everything is shown. */
function hasChoice(face: ProviderFace | undefined, kind: Carried): boolean {
  return (kind === 'fax' ? face?.fax?.hasHeader : face?.sms?.hasTiming) ?? true;
}
