import { withDefaults, type NodeType } from './defaults';
import type { NodeConfig, NodeRed, RuntimeNode } from './node-red';

/** What the lists of each dialog offer (test/nodes/choices.spec.ts holds the two together). */
export const CHOICES: Record<NodeType, Record<string, readonly string[]>> = {
  'fax-sms-connection': { provider: ['etherfax', 'esendex', 'aculab'] },
  'fax-receive-in': {
    complete: ['manual', 'auto'],
    output: ['document', 'record', 'file'],
    format: ['pdf', 'png', 'original'],
  },
  'fax-status-in': { direction: ['both', 'out', 'in'] },
  'sms-push-in': { complete: ['manual', 'auto'] },
  'fax-send': { quality: ['fine', 'standard'], greys: ['text', 'photo'], report: ['none', 'plain', 'picture'] },
  'sms-send': { characterset: ['Auto', 'GSM', 'Unicode'] },
  'mark-received': { then: ['keep', 'delete'] },
};

/** The properties that hold something else than their dialog offers: a flow that was written by hand, or by another version. */
export function unknownChoices(type: NodeType, config: NodeConfig): string[] {
  return Object.entries(CHOICES[type]).flatMap(([name, known]) =>
    known.some((choice) => choice === config[name]) ? [] : [name],
  );
}

/** The node's properties, with the default of each that is missing. Says so where one cannot be what was meant. */
export function chosenConfig(RED: NodeRed, node: RuntimeNode, type: NodeType, given: NodeConfig): NodeConfig {
  const config = withDefaults(type, given);
  for (const name of unknownChoices(type, config)) {
    node.warn(`${RED._(`${type}.label.${name}`)}: not one of the choices of its dialog; open it and choose`);
  }
  return config;
}
