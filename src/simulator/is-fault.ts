import { checkFields, isCount, oneOf, type FieldChecks } from './check-fields';

export interface FaultShape {
  actions: readonly string[];
  /** What a fault can do, by the name of the property that says so. */
  effects: FieldChecks;
}

/** Whether what came as JSON is a fault: exactly one known effect, and nothing that is no fault's. */
export function isFault(value: unknown, { actions, effects }: FaultShape): boolean {
  const scope = { action: oneOf(actions), times: isCount, retryAfterSeconds: isCount };
  const fields = checkFields(value, { ...scope, ...effects });
  return fields !== undefined && Object.keys(fields).filter((name) => name in effects).length === 1;
}
