import { compact } from '../../src/domain/compact';
import type { NodeType } from '../rules/defaults';

/**
 * A node's dialog, declared once in its `dialog.ts` and rendered to static HTML by the build. All texts come from the
 * node's catalogue, by the name of the field: `label.<name>` and, if the field has them, `hint.<name>`,
 * `placeholder.<name>`, `unit.<name>` and `option.<choice>`.
 */
export interface Dialog {
  type: NodeType;
  rows: readonly Row[];
}

export type Row = Field | Tip | Tabs | Markup;

export interface Field {
  /**
   * `select` offers the CHOICES of the property. `tick` has the text `tip.<name>` beside its box. `config` refers to
   * another configuration node. `duration` is saved in minutes, and entered in minutes, hours or days.
   */
  kind: 'text' | 'secret' | 'number' | 'duration' | 'select' | 'tick' | 'typed' | 'connection' | 'config';
  name: string;
  /** An icon of Font Awesome 4, without `fa-`. */
  icon: string;
  /** The facts, separated by spaces, that must all be true for the row to be shown: see `showRows`. */
  when?: string;
  /** Adds a line below with the format or an example; screen readers read it with the field. */
  hint?: true;
  placeholder?: true;
  /** The unit that is shown after a short field. */
  unit?: string;
  /** The dialog's own code fills in label and hint, because they depend on the provider. */
  own?: true;
}

/**
 * A note. `text` is a key below `tip`; without it the dialog's own code fills the note. `live`: read out when it
 * changes.
 */
export interface Tip {
  kind: 'tip';
  text?: string;
  id?: string;
  when?: string;
  live?: true;
}

/** Panels of which one is shown at a time; their titles are below `tab`. Arrow keys, Home and End move between them. */
export interface Tabs {
  kind: 'tabs';
  tabs: readonly { name: string; rows: readonly Row[] }[];
}

/** HTML of which only one dialog has the like; `fields`: the properties that it has fields for. */
export interface Markup {
  kind: 'markup';
  html: string;
  fields?: readonly string[];
}

type More = Omit<Field, 'kind' | 'name' | 'icon'>;

const maker =
  (kind: Field['kind']) =>
  (name: string, icon: string, more: More = {}): Field => ({ kind, name, icon, ...more });

/** Each makes a row: name of the property, icon, and options. */
export const text = maker('text');
export const secret = maker('secret');
export const number = maker('number');
export const duration = maker('duration');
export const select = maker('select');
export const tick = maker('tick');
export const typed = maker('typed');
export const config = maker('config');

export const name = text('name', 'tag', { placeholder: true });
export const connection = maker('connection')('connection', 'plug');

export function tip(text: string, more: Omit<Tip, 'kind' | 'text'> = {}): Tip {
  return { kind: 'tip', text, ...more };
}

/** A note that the dialog's own code fills and shows. */
export function note(id: string, when?: string): Tip {
  return compact({ kind: 'tip', id, live: true, when: when || undefined });
}

export function markup(html: string, fields: readonly string[] = []): Markup {
  return { kind: 'markup', html, fields };
}

export const CONFIG_PREFIX = 'node-config-input-';
const CONFIG_TYPES: readonly NodeType[] = ['fax-sms-connection', 'pushline-store'];

export function isConfig(type: NodeType): boolean {
  return CONFIG_TYPES.includes(type);
}

/** The prefix of a field's id, by which Node-RED finds the field. */
export function fieldPrefix(type: NodeType): string {
  return isConfig(type) ? CONFIG_PREFIX : 'node-input-';
}

/** The names of a dialog's properties of this kind, in order. */
export function namesOf({ rows }: Dialog, kind: Field['kind']): string[] {
  return rows.flatMap((row) => (row.kind === kind ? [row.name] : []));
}
