import { SPECIAL_NUMBERS } from '../../src/domain/special-numbers';
import type { Carried } from '../../src/providers/face';
import { hasNationalNumber, unreadableRecipient } from '../rules/recipients';
import { holdsVariable } from '../rules/variable';
import { checkNeeded, textOf } from './check';
import { chosenConnection, faceOfConnection, onConnection } from './connection';
import type { EditorNode, Property } from './red';
import { fixedText, onTyped } from './typed-inputs';

/** The property `to`: a number, or a list of them. */
export const recipients: Omit<Property, 'value'> = {
  validate: checkNeeded('to', (text) => {
    const place = unreadableRecipient(text);
    if (place === undefined) return undefined;
    return place === 0 ? 'to' : { reason: 'toListed', values: { place } };
  }),
};

/** Shows below `To` the special numbers of a simulator, or a warning that a national number may be read wrongly. */
export function prepareRecipients(node: EditorNode, kind: Carried): void {
  const note = $(`#${node.type}-to`);
  const show = (): void => {
    const connection = chosenConnection();
    const text = connection && noteOn(node, kind, connection);
    note.text(text ?? '').toggle(text !== undefined);
  };
  onConnection(show);
  onTyped('to', show);
}

function noteOn(node: EditorNode, kind: Carried, connection: EditorNode): string | undefined {
  if (connection['simulator'] === true) return specialNumbers(node, kind, connection);
  if (textOf(connection['country']) !== '') return undefined;
  const fixed = fixedText('to');
  const isSafe = fixed !== undefined && (holdsVariable(fixed) || !hasNationalNumber(fixed));
  return isSafe ? undefined : node._(`${node.type}.tip.noCountry`);
}

function specialNumbers(node: EditorNode, kind: Carried, connection: EditorNode): string | undefined {
  const ends: readonly string[] | undefined = faceOfConnection(connection)?.[kind]?.special;
  if (!ends) return undefined;
  const named = Object.entries(SPECIAL_NUMBERS[kind])
    .filter(([end]) => ends.includes(end))
    .map(([end, digits]) => `${digits} ${node._(`${node.type}.special.${end}`)}`);
  return node._(`${node.type}.tip.special`, { numbers: named.join(', ') });
}
