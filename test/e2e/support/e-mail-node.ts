/**
 * Stands in for the `e-mail` node of node-red-node-email, as that sends: no output, done once the server has taken the
 * e-mail, the attachment named without its folder. Written to `mails.jsonl`; refused while the file `refuse` is empty.
 */
export const E_MAIL_NODE = {
  js: `
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
module.exports = (RED) => RED.nodes.registerType('e-mail', function (config) {
  RED.nodes.createNode(this, config);
  const folder = config.folder || RED.settings.userDir;
  const refuse = join(folder, 'refuse');
  this.on('input', (msg, send, done) => {
    if (existsSync(refuse) && readFileSync(refuse, 'utf8') === '') return done(new Error('the mail server refuses'));
    const to = config.name || msg.to;
    const mail = { to, subject: msg.topic, text: msg.description, filename: basename(msg.filename) };
    appendFileSync(join(folder, 'mails.jsonl'), JSON.stringify({ ...mail, content: msg.payload.toString('base64') }) + '\\n');
    done();
  });
});
`,
  html: `
<script type="text/html" data-template-name="e-mail">
  <div class="form-row"><label for="node-input-name">To</label><input type="text" id="node-input-name"></div>
  <div class="form-row"><label for="node-input-server">Server</label><input type="text" id="node-input-server"></div>
  <div class="form-row"><label for="node-input-userid">Userid</label><input type="text" id="node-input-userid"></div>
  <div class="form-row"><label for="node-input-password">Password</label><input type="text" id="node-input-password"></div>
</script>
<script type="text/javascript">
const needed = { value: '', required: true };
const defaults = { folder: { value: '' }, name: { value: '' }, server: needed, userid: needed, password: needed };
RED.nodes.registerType('e-mail', { category: 'network', color: '#c7e9c0', defaults, inputs: 1, outputs: 0, label: 'e-mail' });
</script>
`,
};
