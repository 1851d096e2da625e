import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { unknownChoices } from '../../nodes/runtime/settings/node-config';
import { DEFAULTS, type NodeType } from '../../nodes/rules/defaults';
import { editorDefinition, isValid } from '../support/editor-definitions';

type FlowNode = { id: string; type: string; wires?: string[][] } & Record<string, unknown>;

const FOLDER = resolve(__dirname, '../../examples');
/** Of every node, and not of the dialog. */
const OF_THE_EDITOR = ['id', 'type', 'z', 'x', 'y', 'wires', 'd', 'g', 'info', 'l'];
const TYPES_OF_VALUES = ['msg', 'str', 'env', 'flow', 'global', 'jsonata'];

const isOurs = (type: string): type is NodeType => type in DEFAULTS;

describe('each node of an example', () => {
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json'))) {
    const flow = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as FlowNode[];
    const connections = Object.fromEntries(flow.map((node) => [node.id, node]));

    it(`is saved as this version saves it, and wired to what is there: ${file}`, () => {
      assert(!JSON.stringify(flow).includes('credentials'));
      for (const { id, type, wires = [], ...properties } of flow) {
        const targets = wires.flat().filter((target) => !(target in connections));
        assert.deepEqual(targets, [], `${type} ${id} is wired to nothing`);
        if (!isOurs(type)) continue;
        const own = Object.keys(properties).filter((name) => !OF_THE_EDITOR.includes(name));
        assert.deepEqual(own.sort(), Object.keys(DEFAULTS[type]).sort(), `${type} ${id}: properties`);
        assert.equal(properties.version, DEFAULTS[type].version, `${type} ${id}: version`);
        assert.deepEqual(unknownChoices(type, { id, type, ...properties }), [], `${type} ${id}: choices`);
        for (const [name, value] of Object.entries(properties)) {
          if (name.endsWith('Type')) assert(TYPES_OF_VALUES.includes(String(value)), `${type} ${id}: ${name}`);
        }
        if (type !== 'fax-sms-connection') assert.equal(wires.length, editorDefinition(type).outputs, `${id}: outputs`);
      }
    });

    it(`is valid in the editor, and of the type that it was saved with: ${file}`, () => {
      for (const node of flow) {
        if (!isOurs(node.type)) continue;
        assert(
          isValid(editorDefinition(node.type, connections), node),
          `${node.type} ${node.id} would have a triangle`,
        );
        for (const [name, value] of Object.entries(DEFAULTS[node.type] as Record<string, unknown>)) {
          // The editor saves numbers as they were entered, which is text.
          const kinds = typeof value === 'number' ? ['number', 'string'] : [typeof value];
          assert(kinds.includes(typeof node[name]), `${node.type} ${node.id}: ${name} is ${typeof node[name]}`);
        }
      }
    });
  }
});
