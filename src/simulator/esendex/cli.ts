import { compact } from '../../domain/compact';
import { runStandalone } from '../run-standalone';
import { defaultLogin, type Login } from './account';
import { startEsendexSimulator } from './esendex-simulator';
import { PROTOCOLS, type Protocol } from './inject';

runStandalone(['target', 'protocol', 'username', 'password'], ({ port, clock, given }) => {
  const { target: pushTarget, protocol, username, password } = given;
  const login = { ...defaultLogin(), ...compact<Partial<Login>>({ username, password }) };
  return startEsendexSimulator(compact({ port, clock, login, pushTarget, protocol: protocolOf(protocol) }));
});

function protocolOf(text: string | undefined): Protocol | undefined {
  const protocol = PROTOCOLS.find((known) => known === text);
  if (text !== undefined && !protocol) throw new Error(`--protocol is one of ${PROTOCOLS.join(', ')}`);
  return protocol;
}
