import { dirname, relative, resolve, sep } from 'node:path';
import { root } from './root.mjs';

const FOUNDATION = ['src/domain', 'src/work', 'src/network'];
const HTTP = [...FOUNDATION, 'src/providers', 'src/providers/http'];
const CODING = ['src/providers/json', 'src/providers/xml'];
const PROVIDER = [...HTTP, ...CODING, 'src/documents', 'src/providers/account-check'];
const FACES = ['src/domain', 'src/providers', 'src/providers/faces'];
const TRANSPORTS = ['src/transports', 'src/transports/push-socket', 'src/transports/webhook'];
const ENGINE = ['src/domain', 'src/documents', 'src/connection'];

/**
 * The folders of each provider by floor, the lowest first. A folder may only import from lower floors of its provider.
 */
const PROVIDER_ROOMS = {
  etherfax: [['codec'], ['wire'], ['reconcile', 'sending']],
  esendex: [['wire'], ['events'], ['push', 'reconcile', 'sending']],
  aculab: [['wire'], ['call'], ['files', 'messages', 'pages']],
};
const homes = Object.keys(PROVIDER_ROOMS).map((name) => `src/providers/${name}`);
const SIMULATORS = Object.keys(PROVIDER_ROOMS).map((name) => `src/simulator/${name}`);

function providerFolders(name) {
  const home = `src/providers/${name}`;
  const rooms = PROVIDER_ROOMS[name].map((floor) => floor.map((room) => `${home}/${room}`));
  const entries = rooms.flatMap((floor, level) =>
    floor.map((room) => [room, [...PROVIDER, `${home}/face`, ...rooms.slice(0, level).flat()]]),
  );
  return [
    [`${home}/face`, ['src/domain', 'src/providers']],
    [home, [...PROVIDER, `${home}/face`, ...rooms.flat()]],
    [`${home}/account-check`, [...PROVIDER, home, ...rooms.flat()]],
    ...entries,
  ];
}

const GROUND = 'nodes/runtime';
const room = (...names) => names.map((name) => `${GROUND}/${name}`);
const FLOW_NODE = [...ENGINE, 'src/inbox', 'nodes/rules', GROUND, ...room('connection', 'settings', 'statuses')];
const EDITOR = [...FACES, 'nodes/rules', 'nodes/editor-kit'];

/**
 * A node's dialog runs in the browser and may not import from the runtime, nor the node's other files from its dialog.
 */
function nodeFolders(type, runtime, { inEditor = [] } = {}) {
  return [
    [`nodes/${type}`, [...FLOW_NODE, ...runtime]],
    [`nodes/${type}/editor`, [...EDITOR, ...inEditor]],
  ];
}

/**
 * The folders from which the modules of each folder may import, besides their own: docs/architecture.md#map. A folder
 * or module with its own entry does not count as part of the folder around it. A folder without any entry fails lint.
 */
export const MAY_IMPORT = new Map([
  ['src/domain', []],
  ['src/disk', ['src/domain']],
  ['src/network', ['src/domain']],
  ['src/work', ['src/domain']],
  ['src/documents', ['src/domain', 'src/disk']],

  ['src/store', ['src/domain']],
  ['src/store/level', ['src/domain', 'src/disk', 'src/store']],
  ['src/store/postgres', ['src/domain', 'src/work', 'src/store']],
  // The only folder that knows both stores; it is loaded only when a store is moved.
  [
    'src/store/moving-in',
    ['src/domain', 'src/disk', 'src/documents', 'src/store', 'src/store/level', 'src/store/postgres'],
  ],

  ['src/providers', ['src/domain', 'src/documents']],
  ['src/providers/http', HTTP],
  ['src/providers/json', ['src/domain']],
  ['src/providers/xml', []],
  ['src/providers/account-check', ['src/domain', 'src/work', 'src/providers/http']],
  ...Object.keys(PROVIDER_ROOMS).flatMap((name) => providerFolders(name)),
  // Also for the browser.
  ['src/providers/faces', ['src/domain', 'src/providers', ...homes.map((home) => `${home}/face`)]],
  ['src/providers/provider-entry', [...HTTP, 'src/providers/account-check', 'src/simulator']],
  // Loads each provider, its account check and its simulator on first use.
  [
    'src/providers/registry',
    [
      ...['src/domain', 'src/providers/provider-entry', ...SIMULATORS],
      ...homes.flatMap((home) => [home, `${home}/account-check`]),
      'src/providers/aculab/call',
    ],
  ],

  ['src/transports', ['src/domain', 'src/work']],
  ['src/transports/push-socket', FOUNDATION],
  ['src/transports/webhook', ['src/domain', 'src/disk']],

  ['src/inbox', ['src/domain', 'src/work', 'src/documents', 'src/store', 'src/providers']],
  // `src/providers/http`, because a failed request to send is judged by the same rule as in the providers.
  ['src/outbox', ['src/domain', 'src/work', 'src/documents', 'src/store', 'src/providers', 'src/providers/http']],
  [
    'src/connection',
    ['src/domain', 'src/work', 'src/documents', 'src/store', 'src/providers', 'src/inbox', 'src/outbox', ...TRANSPORTS],
  ],

  ['src/simulator', ['src/domain', 'src/simulator/http']],
  ['src/simulator/http', ['src/domain', 'src/work']],
  ...SIMULATORS.map((folder) => [
    folder,
    ['src/domain', 'src/work', 'src/documents', 'src/simulator', 'src/simulator/http'],
  ]),
  ['src/check', ['src/domain', 'src/documents', 'src/store', 'src/store/level']],
  ['src/move', ['src/domain', 'src/documents', 'src/store/postgres', 'src/store/moving-in']],

  ['nodes/rules', FACES],
  ['nodes/editor-kit', [...FACES, 'nodes/rules']],
  ['panel', []],

  [
    GROUND,
    [
      'src/domain',
      'src/connection',
      'src/inbox',
      'src/outbox',
      'src/providers/faces',
      'src/transports/webhook',
      'nodes/rules',
    ],
  ],
  // The folders of the runtime, the lowest first.
  [`${GROUND}/settings`, ['src/domain', 'src/network', 'src/providers/faces', 'nodes/rules', GROUND]],
  [`${GROUND}/statuses`, ['src/domain', 'src/connection', GROUND]],
  [`${GROUND}/monitored`, ['src/domain', 'src/connection', GROUND]],
  [
    `${GROUND}/store`,
    [
      ...[...FOUNDATION, 'src/documents', 'src/inbox', 'src/store', 'src/store/level', 'src/store/postgres'],
      'src/store/moving-in',
      ...['nodes/rules', GROUND, ...room('settings')],
    ],
  ],
  [
    `${GROUND}/webhook`,
    [
      'src/domain',
      'src/store',
      'src/providers/faces',
      'src/transports/webhook',
      'nodes/rules',
      GROUND,
      ...room('settings', 'monitored'),
    ],
  ],
  [
    `${GROUND}/simulated`,
    ['src/domain', 'src/providers/registry', 'src/simulator', 'nodes/rules', GROUND, ...room('settings', 'webhook')],
  ],
  // Puts a connection together; the only folder of the runtime that sees the whole engine.
  [
    `${GROUND}/connection`,
    [
      ...ENGINE,
      ...['src/work', 'src/inbox', 'src/outbox', 'src/store', 'src/store/level', 'src/simulator', ...TRANSPORTS],
      ...['src/providers', 'src/providers/account-check', 'src/providers/provider-entry', 'src/providers/registry'],
      ...['nodes/rules', GROUND, ...room('settings', 'statuses', 'monitored', 'store', 'webhook', 'simulated')],
    ],
  ],
  [`${GROUND}/receiving`, ['src/domain', GROUND, ...room('settings', 'connection')]],
  [
    `${GROUND}/sending`,
    [...ENGINE, 'src/outbox', 'nodes/rules', GROUND, ...room('settings', 'statuses', 'connection')],
  ],
  // A test send makes its job in the same way as the nodes.
  [
    `${GROUND}/test-send`,
    [
      ...['src/domain', 'nodes/rules', 'nodes/fax-send', 'nodes/sms-send'],
      ...[GROUND, ...room('settings', 'connection', 'sending')],
    ],
  ],
  [
    `${GROUND}/account-check`,
    [
      ...ENGINE,
      ...['src/providers/account-check', 'src/providers/faces', 'src/providers/http', 'src/transports/push-socket'],
      ...[GROUND, ...room('settings', 'connection', 'test-send')],
    ],
  ],
  [`${GROUND}/instances`, [...ENGINE, 'src/store', GROUND, ...room('connection')]],
  [`${GROUND}/monitor`, [...ENGINE, GROUND, ...room('settings', 'monitored', 'connection', 'instances')]],
  [`${GROUND}/panel`, [...ENGINE, 'src/store', GROUND, ...room('monitored', 'connection', 'instances')]],
  [
    `${GROUND}/admin`,
    [
      ...ENGINE,
      ...['src/outbox', 'src/store', 'src/store/level'],
      ...[GROUND, ...room('settings', 'store', 'simulated', 'connection', 'instances', 'panel', 'account-check')],
    ],
  ],

  ...nodeFolders('fax-sms-connection', room('admin', 'monitor', 'monitored', 'simulated', 'store', 'webhook'), {
    inEditor: ['panel'],
  }),
  ...nodeFolders('pushline-store', room('store')),
  ...nodeFolders('fax-receive-in', room('receiving')),
  ...nodeFolders('fax-status-in', room('receiving')),
  ...nodeFolders('sms-push-in', room('receiving')),
  ...nodeFolders('fax-send', room('sending')),
  ...nodeFolders('sms-send', room('sending')),
  ...nodeFolders('fax-sms-state', room('monitor', 'monitored')),
  ...nodeFolders('mark-received', room('store')),
]);

/** The entry of the table for a module, or undefined. `path` is relative to the root, with or without `.ts`. */
export function folderOf(path) {
  const module = path.replace(/\.[mc]?ts$/, '').replace(/^(nodes\/[^/]+)\/dialog$/, '$1/editor');
  for (let at = module; at !== '.'; at = dirname(at)) if (MAY_IMPORT.has(at)) return at;
  return undefined;
}

/** Why the module `from` may not import `to`; undefined if it may. Paths are relative to the root. */
export function wrongDirection(from, to) {
  const own = folderOf(from);
  if (own === undefined)
    return `${dirname(from)} is no folder of scripts/lib/import-directions.mjs: say there what it may import`;
  const other = folderOf(to);
  if (other === own || MAY_IMPORT.get(own).includes(other)) return undefined;
  return `${own} does not import ${other ?? to}: arrows point one way (scripts/lib/import-directions.mjs)`;
}

/** The ESLint rule, for every import of another module of ours, including `require` and types. */
export const importDirections = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const from = relative(root, context.filename).split(sep).join('/');
    const check = (node, source) => {
      if (typeof source !== 'string' || !source.startsWith('.') || source.endsWith('.json')) return;
      const to = relative(root, resolve(dirname(context.filename), source))
        .split(sep)
        .join('/');
      const message = wrongDirection(from, to);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      Program: (node) => {
        if (folderOf(from) === undefined) check(node, './x');
      },
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value),
      CallExpression: (node) => {
        if (node.callee.name === 'require') check(node, node.arguments[0]?.value);
      },
    };
  },
};
