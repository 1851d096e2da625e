/** Name and password that somebody logs in by. */
export interface Login {
  username: string;
  password: string;
}
