// Loaded before the scorecard tool, which fails without a card when the public catalogue cannot be reached. It then
// gets an empty catalogue: checks against other packages are then meaningless, but all others still count.
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
