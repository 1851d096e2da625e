/**
 * What the dialogs of all nodes share. A node has
 *
 *   dialog.ts   its rows, declared by the makers of `dialog.ts` here; the build renders them to HTML
 *   editor.ts   `RED.nodes.registerType('<type>', { … })`, literally: Node-RED and the Flow Library read it in the text
 *
 * and the build makes `dist/nodes/<type>/<type>.html` of both. In `registerType`, whose properties each stand there by name:
 *
 *   defaults: propertiesOf('<type>', { … })       values, and rules of numbers, come by themselves
 *   connection: connectionFor('fax')              must be there, valid, and of a provider that carries faxes
 *   validate: check / checkText / checkTyped / checkNeeded   of a rule that says what is wrong, by a key below `validation`
 *   label, oneditprepare and all else that nodes do alike: from `behaviourOf(dialog, 'fax', (node) => …)`
 *
 * In an open dialog: `onConnection` tells which connection is chosen and `faceOfConnection` what its provider can do
 * (src/providers/face.ts); `onTyped`, `fixedText` and `shownInput` are for typed inputs, `prepareTabs` and `showRows` for
 * what not everybody sees. Rules that the runtime has as well are in nodes/rules and src/domain, and imported from there.
 * Never `.html()` what comes from outside.
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
