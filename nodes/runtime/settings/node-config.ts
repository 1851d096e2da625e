import { ConfigError } from '../../../src/domain/errors';
import { CHOICES } from '../../rules/choices';
import { VARIABLE, WHOLE } from '../../rules/variable';
import type { NodeConfig, NodeRed, RuntimeNode } from '../node-red';
import { withDefaults, type NodeType } from '../../rules/defaults';

/** What a variable stands for; undefined: it is not set. */
export type Variables = (name: string) => string | undefined;

export const NO_VARIABLES: Variables = () => undefined;

/** As Node-RED looks them up for a node: in its group, its subflow, its flow, the global ones, the environment. */
export function variablesOf({ util }: NodeRed, node: RuntimeNode): Variables {
  return (name) => {
    const value = util.getSetting(node, name);
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
  };
}

/**
 * A text as it is saved, with what each `${NAME}` in it stands for. What that holds is not looked at again. Throws
 * `ConfigError`, naming the field and the variable, where one is not set.
 */
export function withVariables(field: string, saved: string, variables: Variables): string {
  return saved.replace(WHOLE.test(saved) ? WHOLE : VARIABLE, (_, name: string) => {
    const value = variables(name);
    if (value === undefined) throw new ConfigError(`${field}: the environment variable ${name} is not set`);
    return value;
  });
}

/**
 * The same for a secret, which may happen to contain what looks like a variable: if that is not set, it is part of the
 * secret.
 */
export function secretWithVariables(field: string, saved: string, variables: Variables): string {
  const isWhole = WHOLE.test(saved) || saved.replace(VARIABLE, '') === '';
  return isWhole
    ? withVariables(field, saved, variables)
    : saved.replace(VARIABLE, (written, name: string) => variables(name) ?? written);
}

/**
 * A node's properties as they are saved: in what a node is given, Node-RED has replaced the variables that are a whole
 * text, and only these. What it was given where it is not in the flows, as in a subflow of a module.
 */
export function savedConfig(RED: NodeRed, config: NodeConfig): NodeConfig {
  const id = savedId(config);
  let saved = config;
  RED.nodes.eachNode((one) => {
    if (one.id === id && one.type === config.type) saved = { ...one, id: config.id };
  });
  return saved;
}

/** The same for its credentials. */
export function savedCredentials(RED: NodeRed, config: NodeConfig): Record<string, string | undefined> {
  return RED.nodes.getCredentials(savedId(config)) ?? {};
}

/** A node in a subflow is saved once, under the id that it has there. */
function savedId({ id, _alias }: NodeConfig): string {
  return typeof _alias === 'string' ? _alias : id;
}

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
