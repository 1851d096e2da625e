import { isRecord } from '../../src/domain/is-record';

/** A node, tab, subflow or junction as it is exported and deployed. */
export interface ExportedNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** Where a message is: at a node, within these instances of subflows (the innermost last). */
interface Place {
  id: string;
  within: readonly string[];
}

interface Flows {
  nodes: ReadonlyMap<string, ExportedNode>;
  /** `complete` nodes, by the id of the node that they listen to. */
  completes: ReadonlyMap<string, ExportedNode[]>;
  linkIns: readonly string[];
}

/**
 * Can a message from output `port` of this node reach a `mark-received`, by wires, link nodes, subflows, junctions and
 * `complete` nodes? A path that leaves Node-RED and comes back (MQTT, a context, a dashboard) cannot be followed.
 */
export function canBeClosed(exported: readonly ExportedNode[], start: string, port: number): boolean {
  const flows = flowsOf(exported);
  const from = flows.nodes.get(start);
  if (!from) return false;
  const waiting = leaving(flows, { id: start, within: [] }, { only: port });
  const seen = new Set<string>();
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const name = [...place.within, place.id].join('/');
    if (seen.has(name)) continue;
    seen.add(name);
    const node = flows.nodes.get(place.id);
    if (!node || isDisabled(flows, node)) continue;
    if (node.type === 'mark-received') return true;
    waiting.push(...following(flows, node, place));
  }
  return false;
}

function flowsOf(exported: readonly ExportedNode[]): Flows {
  const completes = new Map<string, ExportedNode[]>();
  for (const node of exported) {
    if (node.type !== 'complete') continue;
    for (const id of textsOf(node['scope'])) completes.set(id, [...(completes.get(id) ?? []), node]);
  }
  return {
    nodes: new Map(exported.map((node) => [node.id, node])),
    completes,
    linkIns: exported.flatMap(({ id, type }) => (type === 'link in' ? [id] : [])),
  };
}

function following(flows: Flows, node: ExportedNode, place: Place): Place[] {
  const { within } = place;
  if (node.type.startsWith('subflow:')) {
    const template = flows.nodes.get(node.type.slice('subflow:'.length));
    const inside = [...within, node.id];
    const entered = listOf(template?.['in'])
      .flatMap((input) => idsIn(input))
      .map((id) => ({ id, within: inside }));
    return [...entered, ...completing(flows, place)];
  }
  // A `link in` may be in another tab, but not in a subflow that this node is not in.
  const linked = linksOf(flows, node).map((id) => ({ id, within }));
  return [...linked, ...leaving(flows, place), ...completing(flows, place)];
}

/** Where messages of this node go: along its wires, and out of the subflow that it is in. */
function leaving(flows: Flows, { id, within }: Place, { only }: { only?: number } = {}): Place[] {
  const node = flows.nodes.get(id);
  const isAsked = (port: number): boolean => only === undefined || port === only;
  const wired = listOf(node?.['wires']).flatMap((targets, port) => (isAsked(port) ? textsOf(targets) : []));
  const inside = wired.map((target) => ({ id: target, within }));
  const template = flows.nodes.get(String(node?.['z']));
  if (template?.type !== 'subflow') return inside;
  const ports = listOf(template['out']).flatMap((output, index) => (comesFrom(output, id, isAsked) ? [index] : []));
  return [...inside, ...ports.flatMap((port) => outside(flows, { template, within, port }))];
}

/**
 * Where messages from a subflow's output go: from the instance that was entered, or from every one if it began inside.
 */
function outside(
  flows: Flows,
  { template, within, port }: { template: ExportedNode; within: readonly string[]; port: number },
): Place[] {
  const entered = within.at(-1);
  const instances = entered === undefined ? instancesOf(flows, template).map(({ id }) => id) : [entered];
  return instances.flatMap((id) => leaving(flows, { id, within: within.slice(0, -1) }, { only: port }));
}

function instancesOf(flows: Flows, template: ExportedNode): ExportedNode[] {
  const type = `subflow:${template.id}`;
  return [...flows.nodes.values()].filter((node) => node.type === type && !isDisabled(flows, node));
}

/** The `complete` nodes that send a message once this node is done. */
function completing(flows: Flows, { id, within }: Place): Place[] {
  return (flows.completes.get(id) ?? []).map((complete) => ({ id: complete.id, within }));
}

/**
 * The `link in` nodes that this node sends to. A dynamic `link call` chooses its target by the message, so it may be
 * any.
 */
function linksOf({ linkIns }: Flows, node: ExportedNode): readonly string[] {
  if (node.type === 'link out') return node['mode'] === 'return' ? [] : textsOf(node['links']);
  if (node.type !== 'link call') return [];
  return node['linkType'] === 'dynamic' ? linkIns : textsOf(node['links']);
}

function isDisabled({ nodes }: Flows, node: ExportedNode): boolean {
  const tab = nodes.get(String(node['z']));
  return node['d'] === true || tab?.['disabled'] === true;
}

function comesFrom(output: unknown, id: string, isAsked: (port: number) => boolean): boolean {
  if (!isRecord(output)) return false;
  return listOf(output['wires']).some(
    (wire) => isRecord(wire) && wire['id'] === id && isAsked(Number(wire['port'] ?? 0)),
  );
}

function idsIn(input: unknown): string[] {
  const wires = isRecord(input) ? listOf(input['wires']) : [];
  return wires.flatMap((wire) => (isRecord(wire) && typeof wire['id'] === 'string' ? [wire['id']] : []));
}

function textsOf(value: unknown): string[] {
  return listOf(value).filter((each) => typeof each === 'string');
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
