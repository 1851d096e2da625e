import { canBeClosed, type ExportedNode } from './closing-path';
import type { EditorNode } from './red';

/** Events of the editor after which a path may be new or gone. */
const CHANGES = ['flows', 'nodes', 'links', 'junctions', 'subflows', 'groups'].flatMap((what) =>
  ['add', 'change', 'remove'].map((change) => `${what}:${change}`),
);
/** A drag and an import are many changes. */
const SETTLES_MS = 200;
const TRIANGLE = 'M 0,9 l 10,0 -5,-8 z';

/**
 * A triangle on each node of this type whose messages the flow has to close and from which no `mark received` can be
 * reached. It is a warning and no fault: flows that close elsewhere are deployed without a question.
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
    // Of a flow without any, nothing is exported.
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
  // A flow that was not made in the editor may lack it: then it is `manual`. Only the runtime knows a variable.
  const isManual = complete === undefined || complete === '' || complete === 'manual';
  return isRunning && isManual && !canBeClosed(exported, id, 0);
}

function triangle(): SVGElement {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', TRIANGLE);
  return path;
}
