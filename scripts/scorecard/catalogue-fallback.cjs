// Loaded ahead of the scorecard tool, which gives up without a card when the public catalogue cannot be reached.
// Then an empty catalogue stands in for it: the checks against other people's packages say nothing, the others still count.
const Module = require('node:module');

const load = Module._load;
let axios;
Module._load = function (...args) {
  const loaded = load.apply(this, args);
  if (args[0] !== 'axios' || loaded === axios) return loaded;
  axios = loaded;
  const get = axios.get.bind(axios);
  axios.get = (url, ...rest) => (/catalogue/.test(url) ? get(url, ...rest).catch(emptyCatalogue) : get(url, ...rest));
  return axios;
};

function emptyCatalogue(error) {
  console.log(`catalogue unreachable: ${error.code ?? error.message}`); // scorecard.mjs reads this line
  return { data: { modules: [] } };
}
