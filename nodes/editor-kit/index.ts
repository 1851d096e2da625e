/**
 * What the dialogs of all nodes share. A node has
 *
 *   dialog.ts   its rows, declared by the makers of `dialog.ts` here; the build renders them to HTML
 *   editor.ts   `RED.nodes.registerType('<type>', { … })`, a literal call, because the Flow Library reads it in the source
 *
 * and the build makes `dist/nodes/<type>/<type>.html` of both. In `registerType`, with every property written out:
 *
 *   defaults: propertiesOf('<type>', { … })       adds the default values, and the rules for numbers
 *   connection: connectionFor('fax')              must exist, be valid, and have a provider that carries faxes
 *   validate: check / checkText / checkTyped / checkNeeded   with a rule that returns a key below `validation`
 *   label, oneditprepare and all else that nodes do alike: from `behaviourOf(dialog, 'fax', (node) => …)`
 *
 * In an open dialog `onConnection` reports which connection is chosen, and `faceOfConnection` what its provider can do
 * (src/providers/face.ts); `onTyped`, `fixedText` and `shownInput` are for typed inputs, `prepareTabs` and `showRows` for
 * rows that are not always shown. Rules that the runtime has, too, are imported from nodes/rules and src/domain.
 * Never pass data from outside to `.html()`.
 */
export { behaviourOf, explainChoice } from './behaviour';
export { check, checkNeeded, checkNode, checkText, checkTyped, textOf } from './check';
export { warnOfOpenEnds } from './closing-warning';
export {
  chosenConnection,
  connectionFor,
  faceOfConnection,
  onConnection,
  prepareConnection,
  takeConnection,
} from './connection';
export { checkDuration } from './durations';
export { keepVersion, prepare } from './prepare';
export { prepareRecipients, recipients } from './recipients';
export { labelOf, labelStyleOf, nameOf, propertiesOf } from './properties';
export type { EditorNode, Property, Validate } from './red';
export { prepareSender, senderFor } from './senders';
export { showRows } from './show-rows';
export { prepareTabs } from './tabs';
export { fixedText, onTyped, shownInput } from './typed-inputs';
