import type { Carried, ProviderFace } from '../../src/providers/face';
import { FACES, faceOf } from '../../src/providers/faces';
import { DEFAULTS } from '../rules/defaults';
import { check, isOpen, textOf, type Problem } from './check';
import type { EditorNode, Property } from './red';

const TYPE = 'fax-sms-connection';
/** The value of a field that refers to a configuration node if none is chosen. */
const NONE = '_ADD_';

/** The property `connection` of a node that needs a connection whose provider carries `kind`. */
export function connectionFor(kind: Carried): Omit<Property, 'value'> {
  return {
    type: TYPE,
    required: true,
    filter: (connection) => carriesKind(connection, kind),
    validate: check((_, id) => problemOf(textOf(id), kind)),
  };
}

/** The provider of a connection; undefined: it is given by a variable. */
export function faceOfConnection({ provider }: EditorNode): ProviderFace | undefined {
  return faceOf(provider || DEFAULTS[TYPE].provider);
}

/** The connection that is chosen in the open dialog of a node. */
export function chosenConnection(): EditorNode | undefined {
  return RED.nodes.node(textOf($('#node-input-connection').val())) ?? undefined;
}

/** The connection that this node uses; while its dialog is open, the one chosen there. */
export function connectionOf(node: EditorNode): EditorNode | undefined {
  return isOpen(node) ? chosenConnection() : (RED.nodes.node(textOf(node['connection'])) ?? undefined);
}

/** Calls `show` now and whenever another connection is chosen in the open dialog. */
export function onConnection(show: (connection: EditorNode | undefined) => void): void {
  $('#node-input-connection')
    .on('change', () => show(chosenConnection()))
    .trigger('change');
}

/** Gives a node that is added to the workspace the only connection that fits, if there is just one. */
export function takeConnection(node: EditorNode, kind: Carried): void {
  node['connection'] ||= onlyConnection(node, kind) ?? '';
}

/**
 * Chooses the only connection that fits, and says which ones are not offered, so that no user searches for one in vain.
 */
export function prepareConnection(node: EditorNode, kind: Carried): void {
  const field = $('#node-input-connection');
  if (!node['connection']) field.val(onlyConnection(node, kind) ?? NONE);
  const tip = $('<div class="form-tips" role="status">').insertAfter(field.closest('.form-row'));
  onConnection(() => {
    const others = connections().filter((connection) => !carriesKind(connection, kind));
    const providers = FACES.filter((face) => others.some((other) => faceOfConnection(other) === face));
    const titles = providers.map(({ title }) => title).join(', ');
    const reason = kind === 'fax' ? 'noFaxHere' : 'noSmsHere';
    tip.text(node._(`${node.type}.validation.${reason}`, { provider: titles })).toggle(others.length > 0);
  });
}

function carriesKind(connection: EditorNode, kind: Carried): boolean {
  return faceOfConnection(connection)?.carries.includes(kind) ?? false;
}

/** Why this connection cannot be used. */
function problemOf(id: string, kind: Carried): Problem {
  if (id === '' || id === NONE) return 'noConnection';
  const connection = RED.nodes.node(id);
  if (!connection) return 'connectionGone';
  if (!carriesKind(connection, kind)) {
    const provider = faceOfConnection(connection)?.title ?? '';
    return { reason: kind === 'fax' ? 'carriesNoFax' : 'carriesNoSms', values: { provider } };
  }
  return connection.valid === false ? 'connectionInvalid' : undefined;
}

/** undefined: none fits, or several do. */
function onlyConnection(node: EditorNode, kind: Carried): string | undefined {
  const fitting = connections().filter(({ z, d }) => (!z || z === node.z) && !d);
  const [only, another] = fitting.filter((connection) => carriesKind(connection, kind));
  return another ? undefined : only?.id;
}

function connections(): EditorNode[] {
  const found: EditorNode[] = [];
  RED.nodes.eachConfig((config) => {
    if (config.type === TYPE) found.push(config);
  });
  return found;
}
