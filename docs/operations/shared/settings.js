module.exports = {
  flowFile: 'flows.json',
  credentialSecret: process.env.NODE_RED_CREDENTIAL_SECRET,
  httpAdminRoot: '/red',
  httpNodeRoot: '/in',
};
