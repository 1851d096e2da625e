import { CHOICES } from '../../rules/choices';
import { withDefaults, type NodeType } from './defaults';
import type { NodeConfig, NodeRed, RuntimeNode } from '../node-red';

/** The properties that hold something else than their dialog offers: a flow that was written by hand, or by another version. */
export function unknownChoices(type: NodeType, config: NodeConfig): string[] {
  return Object.entries(CHOICES[type]).flatMap(([name, known]) =>
    known.some((choice) => choice === config[name] || Number(choice) === config[name]) ? [] : [name],
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
