/**
 * Stands in for the `e-mail` node of node-red-node-email, as that sends: no output, done once the server has taken the
 * e-mail, the attachment named without its folder. Written to `mails.jsonl`; refused while the file `refuse` is empty.
 */
export const E_MAIL_NODE = {
  js: `
const { appendFileSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
module.exports = (RED) => RED.nodes.registerType('e-mail', function (config) {
  RED.nodes.createNode(this, config);
  this.on('input', (msg, send, done) => {
    if (readFileSync(join(config.folder, 'refuse'), 'utf8') === '') return done(new Error('the mail server refuses'));
    const mail = { to: msg.to, subject: msg.topic, text: msg.description, filename: basename(msg.filename) };
    appendFileSync(join(config.folder, 'mails.jsonl'), JSON.stringify({ ...mail, content: msg.payload.toString('base64') }) + '\\n');
    done();
  });
});
`,
  html: `
<script type="text/javascript">
RED.nodes.registerType('e-mail', { category: 'network', defaults: { folder: { value: '' } }, inputs: 1, outputs: 0 });
</script>
`,
};
