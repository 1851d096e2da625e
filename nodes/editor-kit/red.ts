import type { RED as Client } from 'node-red__editor-client';
import type { ExportedNode } from './closing-path';

/**
 * The part of the editor's API that is used here, typed more strictly than by the published types (Node-RED 4.1 and
 * 5).
 */
export interface EditorRed extends Pick<Client, 'actions' | 'comms' | 'events' | 'i18n' | 'sidebar' | 'user'> {
  nodes: {
    registerType(type: string, definition: EditorDefinition): void;
    node(id: string): EditorNode | null;
    eachConfig(visit: (config: EditorNode) => void): void;
    /** Finds nodes in tabs and subflows, not configuration nodes. */
    filterNodes(like: { type: string }): EditorNode[];
    /** Everything, as it would be deployed. */
    createCompleteNodeSet(options: { credentials: boolean }): ExportedNode[];
  };
  view: {
    annotations: { register(id: string, annotation: Annotation): void };
    redraw(): void;
  };
  editor: {
    /** The nodes of the open dialogs, the topmost last. */
    getEditStack?(): EditorNode[];
  };
  settings: { httpNodeRoot?: string };
  clipboard: { copyText(value: string, element: JQuery, told: string): boolean };
  /** Looks up a text of any catalogue: `<set>:<key>`. */
  _(key: string, values?: Record<string, string | number>): string;
  notify(text: string | JQuery, options: Notice): { close(): void };
}

export interface Notice {
  type?: 'warning' | 'error' | 'success';
  modal?: boolean;
  fixed?: boolean;
  buttons?: { text: string; class?: string; click: () => void }[];
}

/** A small sign at the top of nodes. */
export interface Annotation {
  type: 'badge';
  class: string;
  filter: (node: EditorNode) => boolean;
  element: (node: EditorNode) => SVGElement;
  tooltip: (node: EditorNode) => string;
  show: (node: EditorNode) => boolean;
}

/** A node as the editor holds it: its properties, and what the editor adds. */
export interface EditorNode {
  id: string;
  type: string;
  /** The id of its tab or subflow; absent for a global configuration node. */
  z?: string;
  /** True if it is disabled. */
  d?: boolean;
  valid?: boolean;
  /** Of a configuration node: present only once its dialog has been opened. */
  credentials?: Record<string, unknown>;
  _(key: string, values?: Record<string, unknown>): string;
  [property: string]: unknown;
}

type OfNode<T> = T | ((this: EditorNode, index: number) => T);
type Handler = (this: EditorNode) => void;

export interface EditorDefinition {
  category: string;
  color?: string;
  icon?: string;
  inputs?: 0 | 1;
  outputs?: number;
  defaults: Record<string, Property>;
  credentials?: Record<string, { type: 'text' | 'password'; validate?: Validate }>;
  paletteLabel: string;
  label: OfNode<string>;
  labelStyle: OfNode<string>;
  inputLabels?: OfNode<string>;
  outputLabels?: OfNode<string>;
  onadd?: Handler;
  oneditprepare?: Handler;
  oneditsave?: Handler;
  oneditcancel?: Handler;
  oneditdelete?: Handler;
}

export interface Property {
  value: unknown;
  /** The type of the configuration node that the property refers to. */
  type?: string;
  required?: boolean;
  filter?: (node: EditorNode) => boolean;
  validate?: Validate;
}

/** Must declare both parameters: if a validator has only one, the editor takes any text that it returns for `true`. */
export type Validate = (this: EditorNode, value: unknown, options?: object) => boolean | string | string[];

declare global {
  const RED: EditorRed;
}
