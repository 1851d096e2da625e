import { canBeClosed, type ExportedNode } from './closing-path';
import type { EditorNode } from './red';

/** Events of the editor after which a path may have been added or removed. */
const CHANGES = ['flows', 'nodes', 'links', 'junctions', 'subflows', 'groups'].flatMap((what) =>
  ['add', 'change', 'remove'].map((change) => `${what}:${change}`),
);
/** A drag or an import makes many changes, which are looked at together. */
const SETTLES_MS = 200;
const TRIANGLE = 'M 0,9 l 10,0 -5,-8 z';

/**
 * Shows a triangle on each node of this type whose events the flow has to close but from which no `mark received` can
 * be reached. It is a warning, not an error: flows that close their events in another way can be deployed without a
 * question.
 */
export function warnOfOpenEnds(type: string): void {
  const open = new Set<string>();
  RED.view.annotations.register(`pushline-open-${type}`, {
    type: 'badge',
    class: 'pushline-open-end',
    filter: (node) => node.type === type,
    element: triangle,
    tooltip: (node) => node._(`${type}.tip.openEnd`),
    show: ({ id }) => open.has(id),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    timer = undefined;
    const before = new Set(open);
    open.clear();
    const receivers = RED.nodes.filterNodes({ type });
    // The export is needed only if there is a node to check.
    const exported = receivers.length === 0 ? [] : RED.nodes.createCompleteNodeSet({ credentials: false });
    for (const node of receivers) {
      if (isOpenEnd(node, exported)) open.add(node.id);
      if (open.has(node.id) !== before.has(node.id)) node['dirty'] = true;
    }
    RED.view.redraw();
  };
  const lookSoon = (): void => {
    timer ??= setTimeout(look, SETTLES_MS);
  };
  for (const change of CHANGES) RED.events.on(change, lookSoon);
  lookSoon();
}

function isOpenEnd({ id, d, z, complete }: EditorNode, exported: readonly ExportedNode[]): boolean {
  const tab = exported.find((node) => node.id === z);
  const isRunning = d !== true && tab?.['disabled'] !== true;
  // If the property is missing, it is `manual`. The value of a variable is known only to the runtime.
  const isManual = complete === undefined || complete === '' || complete === 'manual';
  return isRunning && isManual && !canBeClosed(exported, id, 0);
}

function triangle(): SVGElement {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', TRIANGLE);
  return path;
}
