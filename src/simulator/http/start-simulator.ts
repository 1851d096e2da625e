import { CONTROL_PATH, ControlServer, type ControlCommands } from './control-server';
import { startLoopbackServer, type LoopbackServerOptions } from './loopback-server';

export interface Simulator {
  readonly controlUrl: string;
  /** Ends everything at once, including connections. */
  close(): Promise<void>;
}

export interface StartSimulatorOptions<S, A> extends LoopbackServerOptions {
  service: S;
  commands: ControlCommands;
  /** Makes the URLs for clients from `127.0.0.1:port`. */
  addresses: (address: string) => A;
}

/** Serves a simulated service on loopback, together with its control server. Rejects when the port is taken. */
export async function startSimulator<S extends { stop(): void }, A extends object>({
  service,
  commands,
  addresses,
  ...options
}: StartSimulatorOptions<S, A>): Promise<S & A & Simulator> {
  const control = new ControlServer(commands);
  const server = await startLoopbackServer({
    ...options,
    roots: { ...options.roots, [CONTROL_PATH]: (message, response) => control.handle(message, response) },
  });
  return Object.assign(service, addresses(server.address), {
    controlUrl: `http://${server.address}${CONTROL_PATH}`,
    close: () => {
      service.stop();
      return server.close();
    },
  });
}
