/** A connection that uses a store, registered for as long as its node lives. */
export interface StoreUser {
  /** Releases the store. Never rejects. */
  leaveStore(): Promise<void>;
  /** Called when the store may be opened again. Must not throw. */
  returnToStore(): void;
}

const users = new Set<StoreUser>();

/** Registers a user. Returns the function that removes it. */
export function useStore(user: StoreUser): () => void {
  users.add(user);
  return () => users.delete(user);
}

/** Calls `act` while nothing in this process has a store open. */
export async function whileClosed<T>(act: () => Promise<T>): Promise<T> {
  await Promise.all([...users].map((user) => user.leaveStore()));
  try {
    return await act();
  } finally {
    offerAgain();
  }
}

/** Tells all users that the reason why they could not open their store may be over. */
export function offerAgain(): void {
  for (const user of users) user.returnToStore();
}
