/** By what an account is reached; which of these a provider needs, its face says. */
export interface Credentials {
  apiKey: string;
  username: string;
  password: string;
  servicePassword: string;
  pushToken: string;
}

/** Name and password that somebody logs in by. */
export interface Login {
  username: string;
  password: string;
}
