import { asDuration, asMinutes, isUnit, type Unit } from '../rules/duration';
import { isNumber, type NumberRule } from '../rules/number';
import { checkText, isOpen } from './check';
import type { Validate } from './red';

/** Shows a property that is saved in minutes in the unit that suits its value. */
export function prepareDuration(name: string): void {
  const field = fieldOf(name);
  const { amount, unit } = asDuration(String(field.val()));
  field.val(amount);
  // Whether the amount is valid also depends on its unit.
  unitOf(name)
    .val(unit)
    .on('change', () => field.trigger('change'));
}

/** Writes the value in minutes into the field, from which the editor saves it. */
export function keepDuration(name: string): void {
  const field = fieldOf(name);
  field.val(asMinutes(String(field.val()), chosenUnit(name)));
}

/** Checks the saved minutes, or the amount in the open dialog with its unit. */
export function checkDuration(name: string, rule: NumberRule): Validate {
  return checkText((text, node) => {
    const minutes = isOpen(node) ? asMinutes(text, chosenUnit(name)) : text;
    return isNumber(minutes, rule) ? undefined : 'duration';
  });
}

function chosenUnit(name: string): Unit {
  const unit = unitOf(name).val();
  return isUnit(unit) ? unit : 'minutes';
}

function fieldOf(name: string): JQuery {
  return $(`#node-input-${name}`);
}

function unitOf(name: string): JQuery {
  return $(`#node-input-${name}-in`);
}
