/** What an account is reached with. Each provider says in its `face` which of these it needs. */
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
