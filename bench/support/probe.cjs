// Loaded by the settings.js of the measured Node-RED. Reports each fax in the flow to the bench over IPC, together with
// all disk syncs since the last one, and collects garbage on request.
const promises = require('node:fs/promises');
const { ClassicLevel } = require('classic-level');

let syncs = [];

// The same clock as in shared-clock.ts.
const now = () => Number(process.hrtime.bigint()) / 1e6;

async function timed(sync, run) {
  const began = now();
  try {
    return await run();
  } finally {
    syncs.push({ ...sync, began, ms: now() - began });
  }
}

const { open } = promises;
promises.open = async (path, flags, mode) => {
  const handle = await open(path, flags, mode);
  const writeFile = handle.writeFile.bind(handle);
  const sync = handle.sync.bind(handle);
  let bytes = 0;
  handle.writeFile = (data) => {
    bytes += data.length;
    return writeFile(data);
  };
  handle.sync = () => timed({ kind: flags === 'r' ? 'folder' : 'file', bytes }, sync);
  return handle;
};

const { batch } = ClassicLevel.prototype;
ClassicLevel.prototype.batch = function (...call) {
  return call.length === 0 ? measured(batch.call(this)) : batch.apply(this, call);
};

/** Measures the store's batches, which it writes as chained batches. */
function measured(chain) {
  const write = chain.write.bind(chain);
  let bytes = 0;
  for (const name of ['put', 'del']) {
    const add = chain[name].bind(chain);
    chain[name] = (...entry) => {
      bytes += entry.join('').length;
      return add(...entry);
    };
  }
  chain.write = (options) => (options.sync ? timed({ kind: 'batch', bytes }, () => write(options)) : write(options));
  return chain;
}

process.on('message', (message) => {
  if (message !== 'collect garbage') return;
  global.gc();
  process.send({ type: 'collected' });
});

exports.offered = (key) => {
  process.send({ type: 'offered', key, at: now(), syncs });
  syncs = [];
};
