import { checkAddress, type AddressRule } from '../../../src/domain/address-rule';
import { callingCode } from '../../../src/domain/numbers/calling-code';
import { missingFields, type Missing } from '../../../src/providers/missing-fields';
import { check, checkNode, checkText, textOf, type EditorNode, type Validate } from '../../editor-kit';
import { holdsVariable } from '../../rules/variable';
import { pathProblem } from '../../rules/webhook-path';
import { field, openedOf, valueOf } from '../../editor-kit/opened';
import { chosenFace, isSimulated, labelOf } from './opened';

/** A hidden field must not make a connection invalid, so each rule applies only while its field is shown. */
function isReal(node: EditorNode): boolean {
  return !isSimulated(node);
}

function isCalled(node: EditorNode): boolean {
  return isReal(node) && chosenFace(node)?.arrival.webhook !== undefined;
}

function address(rule: AddressRule, reason: string, isShown: (node: EditorNode) => boolean): Validate {
  return checkText((text, node) =>
    isShown(node) && typeof checkAddress(text, rule) === 'string' ? reason : undefined,
  );
}

export const baseUrl = address({ scheme: 'https' }, 'baseUrl', isReal);
export const pushUrl = address({ scheme: 'wss', query: true }, 'pushUrl', isReal);

const calledAt = address({ scheme: 'https' }, 'publicUrl', isCalled);

export const publicUrl = check((node, value) => {
  const isNeeded = isCalled(node) && chosenFace(node)?.arrival.webhook?.needsAddress === true;
  if (isNeeded && textOf(value) === '') return 'publicUrlNeeded';
  return calledAt.call(node, value) === true ? undefined : 'publicUrl';
});

export const webhookPath = checkText((text, node) => (isCalled(node) && pathProblem(text) ? 'webhookPath' : undefined));

export const country = checkText((text) => (callingCode(text) === undefined ? 'country' : undefined));

export const account = check((node, value) => {
  const text = textOf(value);
  const rule = chosenFace(node)?.accountRule;
  if (!isReal(node) || !rule || holdsVariable(text)) return undefined;
  return rule.isAccount(text) ? undefined : rule.reason;
});

/** Validates the node as a whole: lists all missing fields. The field `provider` itself is never wrong. */
export const provider = checkNode((node) => missing(node).map((name) => needed(node, name)));

/** Validates the field of a credential. `also`: the name under which a choice of several credentials is missing. */
export function credential(name: Credential, also?: Missing): Validate {
  return check((node) => {
    const found = missing(node).find((one) => one === name || one === also);
    return found && { reason: 'needed', values: { field: labelOf(node, found) } };
  });
}

type Credential = Missing | 'webhookUser' | 'webhookPassword';

/**
 * The missing credentials. The editor knows of a stored secret only that there is one and, until the connection's
 * dialog has been opened once, not even that: then nothing counts as missing.
 */
function missing(node: EditorNode): Credential[] {
  if (!isReal(node) || !(node.credentials || openedOf(node))) return [];
  const face = chosenFace(node);
  if (!face) return [];
  const login: Credential[] = missingFields(face, (name) => isEntered(node, name));
  const halves = ['webhookUser', 'webhookPassword'] as const;
  const lacking = halves.filter((name) => !isEntered(node, name));
  return isCalled(node) && lacking.length === 1 ? [...login, ...lacking] : login;
}

const PROPERTIES = new Set(['account', 'service']);

function isEntered(node: EditorNode, name: string): boolean {
  if (PROPERTIES.has(name)) return valueOf(node, name) !== '';
  const opened = openedOf(node);
  if (opened) return textOf(field(opened, name).val()) !== '';
  return textOf(node.credentials?.[name]) !== '' || node.credentials?.[`has_${name}`] === true;
}

function needed(node: EditorNode, name: string): string {
  return node._('fax-sms-connection.validation.needed', { field: labelOf(node, name) });
}
